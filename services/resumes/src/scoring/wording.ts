/** How much of a job's own vocabulary, skills aside, a CV shares. */
import type { ReadLine } from './mentions.ts';
import { stemOf } from './words.ts';

/** Say nothing about a job. */
const STOP_WORDS =
  wordSet(`a about above after again all also am an and any are as at be because been before being both but by
  can could did do does doing down during each etc every few for from further get give had has have having he her here him
  his how i if in into is it its itself just let like ll make many may me might more most much must my need no nor not now
  of off on once one only or other our out over own per please re s same she should so some such t than that the their
  them then there these they this those through to too under until up upon us use used using ve very want was we well were
  what when where which while who whom why will with within without would you your yours`);

/** Stand in nearly every job description and CV: they count, at a quarter. */
const COMMONPLACE =
  wordSet(`ability able apply background based best bring build building business candidate candidates career
  challenge closely collaborate communication company computer create culture customer customers day degree deliver
  design develop developer developers development drive dynamic engineer engineering engineers environment excellent
  experience experienced fast field focus global good great grow growing growth hands help high ideal impact implement
  improve including industry innovative job join key knowledge language lead learn level looking maintain manage
  management member mission modern new offer office opportunity passion passionate people plus position practice
  practices preferred process product products professional project projects proficiency proven provide quality related
  remote required requirements responsibilities responsible role science senior service services skill skills software
  solid solution solutions solve strong success support system systems take team teams technical technologies technology
  time tool tools top understanding value various way work working world write years`);
const COMMONPLACE_WEIGHT = 0.25;
/** Nobody repeats a whole advertisement: sharing this part of its vocabulary is all one can ask. */
const ENOUGH = 0.6;

/** A word of the job, by stem, with the form it was met in. */
export interface Term {
  readonly stem: string;
  readonly shown: string;
  readonly weight: number;
}

/** What was shared. */
export interface WordingMatch {
  /** 0-1. */
  readonly score: number;
  readonly shared: readonly Term[];
  readonly absent: readonly Term[];
}

/**
 * Weighted terms of the job's relevant lines, the heaviest first: (1 + ln frequency) x rarity, the rarity of a word being
 * that of a word in job texts at large, not among the candidates at hand, so that nobody's score depends on who else applied.
 *
 * @see G. Salton, C. Buckley, "Term-weighting approaches in automatic text retrieval" (1988): sublinear term frequency
 */
export function termsOf(lines: readonly ReadLine[]): readonly Term[] {
  const counts = new Map<string, { shown: string; count: number }>();
  for (const word of plainWords(lines)) {
    const stem = stemOf(word);
    const known = counts.get(stem);
    counts.set(stem, { shown: known?.shown ?? word, count: (known?.count ?? 0) + 1 });
  }
  return [...counts]
    .map(([stem, { shown, count }]) => ({ stem, shown, weight: (1 + Math.log(count)) * rarityOf(shown) }))
    .sort((a, b) => b.weight - a.weight || (a.stem < b.stem ? -1 : 1));
}

/** Compares; undefined where the job has no words of its own. */
export function matchWording(terms: readonly Term[], cvLines: readonly ReadLine[]): WordingMatch | undefined {
  const total = sumOf(terms);
  if (total === 0) return undefined;
  const known = new Set(cvLines.flatMap((line) => line.words.map((word) => stemOf(word.text))));
  const shared = terms.filter((term) => known.has(term.stem));
  const absent = terms.filter((term) => !known.has(term.stem));
  return { score: Math.min(1, sumOf(shared) / total / ENOUGH), shared, absent };
}

/** Words outside skill mentions; those are scored by themselves. */
function plainWords(lines: readonly ReadLine[]): readonly string[] {
  return lines.flatMap(({ words, mentions }) =>
    words
      .filter((word, index) => !mentions.some(({ from, to }) => from <= index && index < to) && word.text.length > 2)
      .map((word) => word.text)
      .filter((word) => !STOP_WORDS.has(word) && !/^\d+$/.test(word)),
  );
}

function rarityOf(word: string): number {
  return COMMONPLACE.has(word) ? COMMONPLACE_WEIGHT : 1;
}

function sumOf(terms: readonly Term[]): number {
  return terms.reduce((sum, term) => sum + term.weight, 0);
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/));
}
