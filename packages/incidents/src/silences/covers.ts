/** Which silences cover an alert, as Alertmanager decides it: for alerts that it never sees. */
import type { RE2JS } from 're2js';
import type { HeldSilence, Matcher } from './silences.ts';

type Labels = Readonly<Record<string, string>>;

/** Those that are active and cover what has these labels. */
export type SilencesOver = (labels: Labels) => readonly HeldSilence[];

/** Undefined where it cannot be told. */
type Test = (labels: Labels) => boolean | undefined;

/** As long as those that `nines alert silence` takes, characters. */
const LONGEST_PATTERN = 1_000;
/** Where a pattern is matched with it, characters; intakes take 200. */
const LONGEST_VALUE = 1_000;
/** Of a pattern, in which repetitions are written out. With the longest value 5 million steps: under a second. */
const MOST_INSTRUCTIONS = 5_000;

/**
 * All matchers of a silence must hold. A label that is not there is an empty one; a pattern is of the whole value. A silence
 * with a pattern that is not read here, or a value that is too long for it, covers nothing: better a page too many than one
 * too few.
 *
 * Patterns are those of RE2, as in Alertmanager: the time that one takes is linear in the value, whatever others post. What
 * reads them takes 3 MB and is loaded when the first is met.
 *
 * @see Alertmanager documentation, "Configuration", `<matcher>`
 */
export async function silencesOver(silences: readonly HeldSilence[]): Promise<SilencesOver> {
  const active = silences.filter(({ state }) => state === 'active');
  const hasPatterns = active.some(({ matchers }) => matchers.some(({ isRegex }) => isRegex));
  const engine = hasPatterns ? (await import('re2js')).RE2JS : undefined;
  const tests = active.map((silence) => ({
    silence,
    holds: silence.matchers.map((matcher) => testOf(matcher, engine)),
  }));
  return (labels) =>
    tests.filter(({ holds }) => holds.every((test) => test(labels) === true)).map(({ silence }) => silence);
}

function testOf({ isEqual, isRegex, name, value }: Matcher, engine: Engine | undefined): Test {
  if (!isRegex) return (labels) => ((labels[name] ?? '') === value) === isEqual;
  const pattern = engine && patternOf(value, engine);
  return (labels) => {
    const label = labels[name] ?? '';
    if (pattern === undefined || label.length > LONGEST_VALUE) return undefined;
    return pattern.test(label) === isEqual;
  };
}

type Engine = typeof RE2JS;

/** Undefined where Alertmanager would not read it either, or where it is too much. */
function patternOf(value: string, engine: Engine): RE2JS | undefined {
  if (value.length > LONGEST_PATTERN) return undefined;
  try {
    const pattern = engine.compile(`^(?:${value})$`);
    return pattern.programSize() > MOST_INSTRUCTIONS ? undefined : pattern;
  } catch {
    return undefined;
  }
}
