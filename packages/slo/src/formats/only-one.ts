/** Keys that exclude each other. */
import type { SourcePath } from '@nines/catalog/source';
import { reportAtKey } from './reading.ts';
import type { Reading } from './reading.ts';

/** The one key of several that has a value; where it is none or more, that is reported. */
export function onlyOne<K extends string>(
  reading: Reading,
  path: SourcePath,
  values: Readonly<Record<K, unknown>>,
): K | undefined {
  const keys = Object.keys(values) as K[];
  const [first, second] = keys.filter((key) => values[key] !== undefined);
  if (second === undefined && first !== undefined) return first;
  const names = keys.map((key) => `\`${key}\``).join(keys.length > 2 ? ', ' : ' and ');
  if (second !== undefined) {
    reportAtKey(reading, 'SLO_BAD_VALUE', [...path, second], `${names} exclude each other`, { hint: 'keep one' });
    return undefined;
  }
  // What was taken out because something is wrong with it was meant.
  const absent = keys.every((key) => reading.document.isSound([...path, key]));
  if (absent) reportAtKey(reading, 'SLO_MISSING_KEY', path, `one of ${names} is needed`);
  return undefined;
}
