/** Names of objectives, where something refers to one. */
import { reportAt, suggestName } from '../inspection.ts';
import type { Inspection } from '../inspection.ts';
import type { SourcePath } from '../source/node.ts';

/**
 * Whether this file alone tells which objectives the services have. Where it includes documents, it does not; nor where
 * an objective was written wrongly.
 */
export function areObjectivesKnown({ platform, document }: Inspection, services: readonly string[]): boolean {
  const written = services.every((name) => document.isIntact(['services', name]));
  const includes = ['slo', 'include'];
  const alone = platform.slo.include.length === 0 && document.isSound(['slo']) && document.isIntact(includes);
  return written && alone;
}

/** Reports a name that no objective of these services has. */
export function checkKnownObjective(
  inspection: Inspection,
  path: SourcePath,
  name: string,
  services: readonly string[],
): void {
  if (!areObjectivesKnown(inspection, services)) return;
  const ids = services.flatMap((service) =>
    (inspection.services.get(service)?.service.slos ?? []).map((objective) => [service, objective.name] as const),
  );
  const known = name.includes('/') ? ids.map((id) => id.join('/')) : ids.map(([, objective]) => objective);
  if (known.includes(name)) return;
  const hint = suggestName(name, new Set(known));
  reportAt(inspection, 'CATALOG_UNKNOWN_OBJECTIVE', path, `there is no objective ${name}`, { hint });
}
