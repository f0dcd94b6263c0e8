/** What a CV claims: every skill with its best evidence. */
import type { Mention, ReadLine } from './mentions.ts';

/** A skill a CV claims in so many words. */
export interface Claim {
  readonly skill: string;
  readonly how: 'exact' | 'alias';
  /** The spelling used. */
  readonly written: string;
  /** Told as work done, not as an item of a list only. */
  readonly used: boolean;
  /** The best line that says so, shortened. */
  readonly quote: string;
}

/** Claims by skill name, and the names that are only denied. */
export interface Claims {
  readonly byName: ReadonlyMap<string, Claim>;
  readonly denied: ReadonlySet<string>;
}

/** A line tells of use when this many of its words belong to no skill. */
const SENTENCE_WORDS = 4;
const QUOTE_LENGTH = 160;

/** Collects claims; of several mentions of a skill, work done wins over a list, then its own name over an alias. */
export function readClaims(lines: readonly ReadLine[]): Claims {
  const byName = new Map<string, Claim>();
  const denied = new Set<string>();
  for (const line of lines) {
    for (const mention of line.mentions) {
      const name = mention.skill.name;
      if (mention.denied) {
        denied.add(name);
        continue;
      }
      const claim = claimOf(mention, line);
      const known = byName.get(name);
      if (known === undefined || isBetter(claim, known)) byName.set(name, claim);
    }
  }
  return { byName, denied: new Set([...denied].filter((name) => !byName.has(name))) };
}

function claimOf(mention: Mention, line: ReadLine): Claim {
  const written = line.text.slice(line.words[mention.from]?.start ?? 0, line.words[mention.to - 1]?.end ?? 0);
  const inSkills = line.mentions.reduce((sum, { from, to }) => sum + to - from, 0);
  const used = line.words.length - inSkills >= SENTENCE_WORDS;
  return { skill: mention.skill.name, how: mention.how, written, used, quote: excerpt(line.text, written) };
}

/** Total and independent of the order of lines. */
function isBetter(candidate: Claim, known: Claim): boolean {
  if (candidate.used !== known.used) return candidate.used;
  if (candidate.how !== known.how) return candidate.how === 'exact';
  if (candidate.quote.length !== known.quote.length) return candidate.quote.length > known.quote.length;
  return candidate.quote < known.quote;
}

/** The part of a line around what matters, with ellipses where something was left out. */
export function excerpt(written: string, around: string): string {
  const line = written.replace(/^[\s•▪◦*·–—-]+/u, '');
  if (line.length <= QUOTE_LENGTH) return line;
  const at = Math.max(0, line.indexOf(around));
  const start = Math.min(Math.max(0, at - QUOTE_LENGTH / 2), line.length - QUOTE_LENGTH);
  const end = start + QUOTE_LENGTH;
  return `${start > 0 ? '…' : ''}${line.slice(start, end).trim()}${end < line.length ? '…' : ''}`;
}
