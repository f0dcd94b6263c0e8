/** Names of services and objectives, which become label values, addresses on the command line, and text on screens. */
import { reportAt } from './reading.ts';
import type { Reading } from './reading.ts';
import type { SourcePath } from '@nines/catalog/source';

const MAX_LENGTH = 253;
/** Control characters, invisible marks (some turn the direction of text), halves of characters, line ends. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Whether a name can be used as it stands, else why not. Any visible text will do, since Prometheus takes any as a label value and
 * renaming would part an objective from what is measured under its name; but `/` stands between service and objective.
 */
export function nameFault(name: string): string | undefined {
  if (name.length > MAX_LENGTH) return `has more than ${MAX_LENGTH} characters`;
  if (name.trim() === '') return 'is empty';
  if (name !== name.trim()) return 'begins or ends with a blank';
  if (INVISIBLE.test(name)) return 'has characters that cannot be seen';
  return name.includes('/') ? 'has a `/`, which stands between service and objective' : undefined;
}

/** Reports a name that cannot be used. */
export function checkName(reading: Reading, path: SourcePath, name: string): boolean {
  const fault = nameFault(name);
  if (fault === undefined) return true;
  reportAt(reading, 'SLO_BAD_NAME', path, `the name ${JSON.stringify(name)} ${fault}`, { hint: 'choose another name' });
  return false;
}

/** Lower case, with `-` for everything but letters and digits of any script. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
}
