/** Names of services and objectives, which become label values, addresses on the command line, and text on screens. */
import type { SourcePath } from '@nines/catalog/source';
import { reportAt, reportReadAs } from './reading.ts';
import type { Reading } from './reading.ts';

const MAX_LENGTH = 253;

/**
 * Control characters, halves of characters, line ends, and marks that cannot be seen, of which some turn the direction of
 * text; but for the two joiners, which scripts need.
 */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/u;

/**
 * A name as it stands, in whatever script: Prometheus takes any text as a label value, and another name would part an
 * objective from what is measured under its own. Only `/` is replaced, since it stands between service and objective.
 * Undefined where it is no name, which is reported.
 */
export function readName(reading: Reading, path: SourcePath, name: string): string | undefined {
  const fault = nameFault(name);
  if (fault !== undefined) {
    const message = `the name ${JSON.stringify(name)} ${fault}`;
    reportAt(reading, 'SLO_BAD_NAME', path, message, { hint: 'choose another name' });
    return undefined;
  }
  if (!name.includes('/')) return name;
  const replaced = name.replaceAll('/', '-');
  reportReadAs(reading, path, `${name} is called ${replaced}, since \`/\` stands between service and objective`);
  return replaced;
}

function nameFault(name: string): string | undefined {
  if (name.length > MAX_LENGTH) return `has more than ${MAX_LENGTH} characters`;
  if (name.trim() === '') return 'is empty';
  if (name !== name.trim()) return 'begins or ends with a blank';
  return INVISIBLE.test(name) ? 'has characters that cannot be seen' : undefined;
}

/** Lower case, with `-` for everything but letters and digits of any script. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
}
