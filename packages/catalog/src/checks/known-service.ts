import { reportAt, suggestName } from '../inspection.ts';
import type { Inspection } from '../inspection.ts';
import type { SourcePath } from '../source/node.ts';

/** Whether there is a service of this name; reports where there is none. */
export function checkKnownService(inspection: Inspection, path: SourcePath, name: string): boolean {
  const known = inspection.serviceNames;
  if (known.has(name)) return true;
  const hint = suggestName(name, known);
  reportAt(inspection, 'CATALOG_UNKNOWN_SERVICE', path, `there is no service ${name}`, { hint });
  return false;
}
