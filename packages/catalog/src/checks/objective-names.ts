/** Names of objectives, where something refers to one. */
import { reportAt, suggestName } from '../inspection.ts';
import type { Inspection } from '../inspection.ts';
import type { SourcePath } from '../source/node.ts';

/** What objectives can be called. */
export interface ObjectiveNames {
  /** `errors` */
  readonly names: ReadonlySet<string>;
  /** `portal/errors` */
  readonly ids: ReadonlySet<string>;
}

/**
 * Those of these services; undefined where this file alone does not tell, since it includes documents or since one of
 * its own objectives was written wrongly.
 */
export function objectiveNames(inspection: Inspection, services: Iterable<string>): ObjectiveNames | undefined {
  const { platform, document } = inspection;
  const alone = document.isSound(['slo']) && document.isIntact(['slo', 'include']);
  if (!alone || platform.slo.include.length > 0) return undefined;
  const names = new Set<string>();
  const ids = new Set<string>();
  for (const service of services) {
    if (!document.isIntact(['services', service])) return undefined;
    for (const { name } of inspection.services.get(service)?.service.slos ?? []) {
      names.add(name);
      ids.add(`${service}/${name}`);
    }
  }
  return { names, ids };
}

/** Reports a name that is none of these. */
export function checkKnownObjective(
  inspection: Inspection,
  path: SourcePath,
  name: string,
  { names, ids }: ObjectiveNames,
): void {
  if (names.has(name) || ids.has(name)) return;
  const hint = suggestName(name, name.includes('/') ? ids : names);
  reportAt(inspection, 'CATALOG_UNKNOWN_OBJECTIVE', path, `there is no objective ${name}`, { hint });
}
