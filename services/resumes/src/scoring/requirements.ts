/** What a job description asks for: skills with their importance, alternatives, years, level, education. */
import { readLines } from './mentions.ts';
import type { Mention, ReadLine } from './mentions.ts';
import { linesOf } from './words.ts';

/** `required` where the text insists, `preferred` where it says so, `mentioned` elsewhere. */
export type Importance = 'required' | 'mentioned' | 'preferred';

/** One demand; any of its alternatives meets it ("Java or Kotlin"). */
export interface Demand {
  /** Canonical skill names, in the order of the text; at least one. */
  readonly anyOf: readonly string[];
  readonly importance: Importance;
  /** How often the text speaks of it. */
  readonly mentions: number;
  readonly inTitle: boolean;
}

export interface JobDescription {
  /** The line that names the job; empty where none does. */
  readonly title: string;
  readonly lines: readonly ReadLine[];
  /** Lines that speak of the work and of the candidate, not of perks and the company. */
  readonly relevantLines: readonly ReadLine[];
  readonly demands: readonly Demand[];
}

const HEADINGS: readonly (readonly [RegExp, Importance | 'irrelevant'])[] = [
  [
    /nice[- ]to[- ]haves?|bonus|preferred|pluses|desirable|ideally|good to have|optional|would be great|extra/i,
    'preferred',
  ],
  [
    /benefits|perks|we offer|what you(?:['’]ll)? get|about (?:us|the company)|who we are|our (?:company|culture|values)|equal opportunit|why (?:us|join)|compensation|how to apply/i,
    'irrelevant',
  ],
  [
    /requirements?|must[- ]haves?|required|qualifications|what (?:you bring|we expect|we(?:['’]re| are) looking for|you(?:['’]ll)? need)|your profile|you have|who you are|skills|essential|minimum/i,
    'required',
  ],
  [
    /responsibilit|what you(?:['’]ll| will) do|your (?:tasks|role|mission)|the role|about the (?:role|job|team)|description|tech(?:nology)? stack|day[- ]to[- ]day|overview|summary/i,
    'mentioned',
  ],
];
const PREFERRED =
  /\b(?:nice to have|a plus|is a (?:big |strong |huge )?plus|bonus|preferred|preferably|ideally|desirable|advantage(?:ous)?|beneficial|would be (?:great|nice|good)|optional|not required but)\b/i;
const REQUIRED =
  /\b(?:must|required|requires?|mandatory|essential|need to (?:have|know)|strong (?:experience|knowledge|command|background)|proven|expert(?:ise)? in|proficien(?:t|cy)|solid (?:experience|knowledge|understanding))\b|\b\d{1,2}\s*\+?\s*years?\b/i;

/** Reads a job description. Texts without sections count every skill as `mentioned` unless the sentence insists. */
export function readJobDescription(text: string): JobDescription {
  const lines = readLines(linesOf(text));
  const title = titleOf(lines);
  const ranked: { line: ReadLine; importance: Importance }[] = [];
  let section: Importance | 'irrelevant' = 'mentioned';
  for (const line of lines) {
    const heading = headingOf(line);
    if (heading !== undefined) section = heading;
    if (section !== 'irrelevant') ranked.push({ line, importance: section });
  }
  return { title, lines, relevantLines: ranked.map(({ line }) => line), demands: demandsOf(ranked, title) };
}

/** Headings are short and do not end like sentences; what follows a colon on the same line belongs to the section. */
function headingOf(line: ReadLine): Importance | 'irrelevant' | undefined {
  const head = /^[^:]{2,60}(?=:)/.exec(line.text)?.[0] ?? line.text;
  if (head.length > 60 || /[.!?,]$/.test(head) || head.split(' ').length > 7) return undefined;
  if (head === line.text && line.mentions.length > 0) return undefined;
  return HEADINGS.find(([pattern]) => pattern.test(head))?.[1];
}

const JOB_NOUN =
  /\b(?:engineer|developer|programmer|architect|analyst|scientist|designer|manager|administrator|consultant|specialist|lead|sre|tester|researcher|accountant|recruiter|director|intern|cto)\b/i;

function titleOf(lines: readonly ReadLine[]): string {
  const head = lines.slice(0, 6).map((line) => line.text);
  const short = head.find((text) => text.length <= 80 && JOB_NOUN.test(text) && !/[.!?]$/.test(text));
  if (short !== undefined) return short.replace(/^(?:job title|title|position|role)\s*:\s*/i, '');
  const sentence = lines.map(
    (line) => /\b(?:looking for|seeking|hiring|as) (?:an? )?([^.,;!?]{3,70})/i.exec(line.text)?.[1],
  );
  return sentence.find((found) => found !== undefined && JOB_NOUN.test(found)) ?? '';
}

const ORDER: Readonly<Record<Importance, number>> = { required: 2, mentioned: 1, preferred: 0 };

function demandsOf(ranked: readonly { line: ReadLine; importance: Importance }[], title: string): readonly Demand[] {
  const demands = new Map<string, Demand>();
  for (const { line, importance } of ranked) {
    for (const group of alternativesIn(line)) {
      const anyOf = [...new Set(group.map((mention) => mention.skill.name))];
      const key = [...anyOf].sort().join('|');
      const known = demands.get(key);
      const level = importanceAt(line, group, importance);
      demands.set(key, {
        anyOf,
        importance: known !== undefined && ORDER[known.importance] > ORDER[level] ? known.importance : level,
        mentions: (known?.mentions ?? 0) + 1,
        inTitle: (known?.inTitle ?? false) || line.text === title,
      });
    }
  }
  return withoutCovered([...demands.values()]);
}

/** "Java or Kotlin" says more than a bare "Java" elsewhere where the bare one insists no more. */
function withoutCovered(demands: readonly Demand[]): readonly Demand[] {
  const groups = demands.filter((demand) => demand.anyOf.length > 1);
  return demands.filter((demand) => {
    const [only] = demand.anyOf;
    if (demand.anyOf.length > 1 || only === undefined) return true;
    return !groups.some((group) => group.anyOf.includes(only) && ORDER[group.importance] >= ORDER[demand.importance]);
  });
}

/** A sentence can soften or harden what its section says; `PREFERRED` wins, and reaches its own sentence only. */
function importanceAt(line: ReadLine, group: readonly Mention[], section: Importance): Importance {
  const at = line.words[group[0]?.from ?? 0]?.start ?? 0;
  const start = Math.max(line.text.lastIndexOf('. ', at), line.text.lastIndexOf('; ', at)) + 1;
  const end = line.text.slice(at).search(/[.;](?:\s|$)/);
  const sentence = line.text.slice(start, end < 0 ? undefined : at + end);
  if (PREFERRED.test(sentence)) return 'preferred';
  return section === 'mentioned' && REQUIRED.test(sentence) ? 'required' : section;
}

/** Mentions joined by nothing but commas and at least one "or" form one demand. */
function alternativesIn(line: ReadLine): readonly (readonly Mention[])[] {
  const groups: Mention[][] = [];
  let run: Mention[] = [];
  let joined = false;
  const close = (): void => {
    if (joined) groups.push(run);
    else groups.push(...run.map((mention) => [mention]));
    run = [];
    joined = false;
  };
  for (const mention of line.mentions.filter(({ denied }) => !denied)) {
    const last = run.at(-1);
    const between = last === undefined ? '' : textBetween(line, last, mention);
    if (last !== undefined && !/^\s*(?:,|\/|,?\s*\bor\b)\s*$/i.test(between)) close();
    run.push(mention);
    joined ||= /\bor\b/i.test(between) && run.length > 1;
  }
  close();
  return groups;
}

function textBetween(line: ReadLine, left: Mention, right: Mention): string {
  return line.text.slice(line.words[left.to - 1]?.end ?? 0, line.words[right.from]?.start ?? 0);
}
