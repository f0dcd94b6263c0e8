/** Where a text speaks of skills, and whether it claims them or denies them. */
import { SKILLS } from './taxonomy/taxonomy.ts';
import type { Skill } from './taxonomy/skill.ts';
import { wordsOf } from './words.ts';
import type { Word } from './words.ts';

export interface Mention {
  readonly skill: Skill;
  /** By its own name, or by another spelling. */
  readonly how: 'exact' | 'alias';
  /** "No experience with …", "never used …". */
  readonly denied: boolean;
  /** Index of the line in the text. */
  readonly line: number;
  /** Word indexes in the line, end exclusive. */
  readonly from: number;
  readonly to: number;
}

/** One line with its words and what it mentions. */
export interface ReadLine {
  readonly text: string;
  readonly words: readonly Word[];
  readonly mentions: readonly Mention[];
}

interface Spelling {
  readonly skill: Skill;
  readonly words: readonly string[];
  readonly how: 'exact' | 'alias';
  /** As written in the taxonomy, for those whose case matters. */
  readonly written: string;
}

/** Spellings by first word, the longest first: "Spring Boot" is not Spring and a boot. */
const SPELLINGS: ReadonlyMap<string, readonly Spelling[]> = indexSpellings(SKILLS);

function indexSpellings(skills: readonly Skill[]): ReadonlyMap<string, readonly Spelling[]> {
  const index = new Map<string, Spelling[]>();
  for (const skill of skills) {
    for (const written of [skill.name, ...skill.aliases]) {
      const words = wordsOf(written).map((word) => word.text);
      const first = words[0] ?? '';
      const spelling: Spelling = { skill, words, how: written === skill.name ? 'exact' : 'alias', written };
      index.set(
        first,
        [...(index.get(first) ?? []), spelling].sort((a, b) => b.words.length - a.words.length),
      );
    }
  }
  return index;
}

/** Reads every line of a text; `line` of a mention is its index in `lines`. */
export function readLines(lines: readonly string[]): readonly ReadLine[] {
  return lines.map((text, line) => {
    const words = wordsOf(withoutAddresses(text));
    return { text, words, mentions: mentionsIn(words, line, text) };
  });
}

const ADDRESS = /https?:\/\/\S+|www\.\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|de|example|test)\b(?:\/\S*)?/gi;

/** Blanks addresses, keeping every offset: a profile at github.com is no claim to know Git. */
function withoutAddresses(text: string): string {
  return text.replace(ADDRESS, (address) => ' '.repeat(address.length));
}

function mentionsIn(words: readonly Word[], line: number, text: string): readonly Mention[] {
  const mentions: Mention[] = [];
  for (let from = 0; from < words.length;) {
    const spelling = spellingAt(words, from, text, mentions.at(-1)?.to === from);
    if (spelling === undefined) {
      from += 1;
      continue;
    }
    const to = from + spelling.words.length;
    mentions.push({
      skill: spelling.skill,
      how: spelling.how,
      denied: isDenied(words, from, to, text),
      line,
      from,
      to,
    });
    from = to;
  }
  return mentions;
}

function spellingAt(words: readonly Word[], at: number, text: string, afterSkill: boolean): Spelling | undefined {
  return SPELLINGS.get(words[at]?.text ?? '')?.find(
    (spelling) =>
      spelling.words.every((word, offset) => {
        const found = words[at + offset];
        return found?.text === word && (offset === 0 || /^[\s./'’–-]{0,3}$/u.test(found.gap));
      }) &&
      (!spelling.skill.ambiguous || spelling.words.length > 1 || spelling.how === 'alias'
        ? true
        : isTechnology(words, at, text, spelling.written, afterSkill)),
  );
}

const BEFORE = new Set([
  'in',
  'with',
  'using',
  'of',
  'and',
  'or',
  'language',
  'languages',
  'framework',
  'frameworks',
  'skills',
  'stack',
  'know',
  'including',
]);
const AFTER = new Set([
  'developer',
  'engineer',
  'programmer',
  'programming',
  'language',
  'framework',
  'services',
  'microservices',
  'backend',
  'code',
  'and',
  'or',
  'api',
  'apis',
  'scripts',
  'packages',
]);
const PROSE_AFTER = /^ (?:to|the|through|beyond|for|into|on|from|above|our|your|about|with us)\b/i;

/**
 * Whether an everyday word stands for a technology here: written as the technology is, not glued to something else
 * (`R&D`, `C-level`, `Plan C`), and beside a list mark, a cue word or another skill.
 */
function isTechnology(words: readonly Word[], at: number, text: string, written: string, afterSkill: boolean): boolean {
  const word = words[at];
  if (word?.original !== written) return false;
  const before = at === 0 ? text.slice(0, word.start) : word.gap;
  const after = text.slice(word.end);
  if (/[&@'’.\p{L}-]$/u.test(before) || /^(?:[&@'’-]|\.\p{L})/u.test(after)) return false;
  const previous = words[at - 1]?.text ?? '';
  if (['plan', 'vitamin', 'series', 'grade', 'section', 'appendix'].includes(previous)) return false;
  if (PROSE_AFTER.test(after)) return false;
  if (afterSkill || BEFORE.has(previous) || AFTER.has(words[at + 1]?.text ?? '')) return true;
  if (words.length === 1) return true;
  return /[,;:/|(•·▪◦*+]\s*$/u.test(before) || /^\s*(?:[,;/|)(•·▪◦]|$|\d)/u.test(after);
}

const DENIAL_BEFORE =
  /\b(?:no|not|never|without|lack(?:s|ed|ing)?|little|zero|haven['’]?t|hasn['’]?t|don['’]?t|didn['’]?t|neither|nor|unfamiliar|isn['’]?t)\b(?![-\w]*\s+(?:only|just|less|limited|fewer)\b)[^.;:!?()]*$/i;
const TURN = /\b(?:but|however|although|though|instead|except|yet now|now)\b/i;
const DENIAL_AFTER =
  /^\s*[:(–-]?\s*(?:none\b|no (?:prior |hands-on )?experience|not (?:required|needed|necessary|yet|used)|is not (?:required|needed|necessary)|never)/i;
/** A denial reaches this many words forward: "without downtime we moved everything to …" is no denial of what follows late. */
const DENIAL_REACH = 9;
/** "without downtime", "no single point of failure": the denial is spent on something that is no skill. */
const SPENT =
  /\b(?:without|no|zero|not|never)\s+(?:any\s+)?(?:downtime|outages?|incidents?|interruptions?|loss|data|supervision|single|late|bugs?|failures?|errors?|regressions?|longer|matter|missing|missed|disrupting|losing|interrupting)\b/i;

function isDenied(words: readonly Word[], from: number, to: number, text: string): boolean {
  const start = words[Math.max(0, from - DENIAL_REACH)]?.start ?? 0;
  const at = words[from]?.start ?? 0;
  const before = text.slice(start, at);
  const denial = DENIAL_BEFORE.exec(before)?.[0];
  if (denial !== undefined && !TURN.test(denial) && !SPENT.test(denial)) return true;
  return DENIAL_AFTER.test(text.slice(words[to - 1]?.end ?? 0));
}
