/** Time zones by name; which exist is known to the language itself. */
import { reportAt } from '../inspection.ts';
import type { Inspection } from '../inspection.ts';
import type { SourcePath } from '../source/node.ts';

/** Reports a zone that is not there. */
export function checkTimezone(inspection: Inspection, path: SourcePath, name: string): void {
  if (isTimezone(name)) return;
  const hint = 'a name of the IANA database such as `Europe/Berlin`';
  reportAt(inspection, 'CATALOG_UNKNOWN_TIMEZONE', path, `there is no time zone ${name}`, { hint });
}

/** Whether the runtime's own copy of the IANA database has it. */
export function isTimezone(name: string): boolean {
  if (/^[+-]/.test(name)) return false; // a distance from UTC has no name and no daylight saving
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
