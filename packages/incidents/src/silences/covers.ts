/** Which silences cover an alert, as Alertmanager decides it: for alerts that it never sees. */
import type { HeldSilence, Matcher } from './silences.ts';

type Labels = Readonly<Record<string, string>>;

/** Those that are active and cover what has these labels. */
export type SilencesOver = (labels: Labels) => readonly HeldSilence[];

type Test = (labels: Labels) => boolean;

/**
 * All matchers of a silence must hold. A label that is not there is an empty one; a pattern is of the whole value. A silence
 * with a pattern that cannot be read here covers nothing: better a page too many than one too few.
 *
 * @see Alertmanager documentation, "Configuration", `<matcher>`
 */
export function silencesOver(silences: readonly HeldSilence[]): SilencesOver {
  const tests = silences
    .filter(({ state }) => state === 'active')
    .map((silence) => ({ silence, holds: silence.matchers.map(testOf) }));
  return (labels) =>
    tests.filter(({ holds }) => holds.every((test) => test?.(labels) === true)).map(({ silence }) => silence);
}

function testOf({ isEqual, isRegex, name, value }: Matcher): Test | undefined {
  if (!isRegex) return (labels) => ((labels[name] ?? '') === value) === isEqual;
  const pattern = patternOf(value);
  return pattern && ((labels) => pattern.test(labels[name] ?? '') === isEqual);
}

/** Flags in front, as RE2 has them: `(?i)`. */
const FLAGS = /^\(\?([ims]+)\)/u;
/** RE2 lets any punctuation be escaped; what JavaScript does not know as an escape stands for itself. */
const ESCAPED = /\\(.)/gsu;
const NEEDLESS = /[ !"#%&',:;<=>@_`~-]/u;

/** Undefined where what RE2 reads means nothing to JavaScript. */
function patternOf(value: string): RegExp | undefined {
  const flags = FLAGS.exec(value)?.[1] ?? '';
  const source = value
    .replace(FLAGS, '')
    .replaceAll('(?P<', '(?<')
    .replaceAll(ESCAPED, (whole, character: string) => (NEEDLESS.test(character) ? codeOf(character) : whole));
  try {
    return new RegExp(`^(?:${source})$`, `u${[...new Set(flags)].join('')}`);
  } catch {
    return undefined;
  }
}

function codeOf(character: string): string {
  return `\\u{${character.charCodeAt(0).toString(16)}}`;
}
