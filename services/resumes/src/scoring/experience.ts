/** Years of experience: what a job asks for and what a CV shows, said outright or by the dates of its positions. */

/** A month on a line of months: year * 12 + month (0-11). */
export type MonthNumber = number;

/** The month of a date, UTC. */
export function monthOf(date: Date): MonthNumber {
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const NUMBERS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
};
const COUNT = `(\\d{1,2}|${Object.keys(NUMBERS).join('|')})`;
const YEARS = new RegExp(
  `\\b${COUNT}\\s*\\+?\\s*(?:(?:-|–|to)\\s*\\d{1,2}\\s*\\+?\\s*)?(?:years?|yrs?\\.?)(?![\\p{L}\\p{N}])([^.;\\n]{0,60})`,
  'giu',
);
/** Longer careers are slips of the pen or somebody else's. */
const LONGEST_YEARS = 45;

/** What is said outright. */
export interface StatedYears {
  readonly years: number;
  /** The line it was read from. */
  readonly quote: string;
}

/** The highest number of years of experience that the lines state; a range counts by its lower end. */
export function statedYears(lines: readonly string[]): StatedYears | undefined {
  let best: StatedYears | undefined;
  for (const line of lines) {
    for (const match of line.matchAll(YEARS)) {
      const years = NUMBERS[match[1]?.toLowerCase() ?? ''] ?? Number(match[1]);
      const around = `${line.slice(0, match.index)} ${match[2] ?? ''}`;
      if (
        years > LONGEST_YEARS ||
        !/experience|working|develop|engineer|building|programming|professional|background|in (?:a|the|software|similar)|with|as an?\b/i.test(
          around,
        )
      )
        continue;
      if (/\b(?:company|founded|old|ago|history|in business|contract|warranty)\b/i.test(around)) continue;
      if (best === undefined || years > best.years) best = { years, quote: line };
    }
  }
  return best;
}

/** Worked time by the dates of positions. */
export interface DatedExperience {
  readonly years: number;
  /** Lines with the dates that were counted. */
  readonly quotes: readonly string[];
}

const MONTH = `(?:(${MONTHS.join('|')})[a-z]*\\.?,?\\s+|(\\d{1,2})[/.])?`;
const RANGE = new RegExp(
  `${MONTH}((?:19|20)\\d{2})\\s*(?:-|–|—|to|until)\\s*(?:${MONTH}((?:19|20)\\d{2})|(present|now|today|current|ongoing|date))`,
  'giu',
);
const SECTION =
  /^(?:education|academic|studies|university|degrees?|certifications?|projects?|languages|hobbies|interests)\b.{0,30}$/i;
const WORK_SECTION =
  /^(?:(?:work|professional|employment|relevant)\b.{0,25}|experience|career.{0,20}|positions?|employment)\s*:?$/i;
const STUDY =
  /\b(?:university|college|school|bachelor|master|b\.?sc|m\.?sc|ph\.?d|degree|diploma|studied|institute of technology)\b/i;

/** Months covered by any dated position, overlaps counted once, education left out. */
export function datedExperience(lines: readonly string[], now: MonthNumber): DatedExperience {
  const ranges: { from: MonthNumber; to: MonthNumber }[] = [];
  const quotes: string[] = [];
  let studying = false;
  for (const line of lines) {
    if (WORK_SECTION.test(line)) studying = false;
    else if (SECTION.test(line)) studying = true;
    if (studying || STUDY.test(line)) continue;
    for (const match of line.matchAll(RANGE)) {
      const from = writtenMonth(match[1], match[2], match[3], 0);
      const to =
        match[7] === undefined ? writtenMonth(match[4], match[5], match[6], (match[4] ?? match[5]) ? 0 : -1) + 1 : now;
      if (to <= from || from > now || to - from > LONGEST_YEARS * 12) continue;
      ranges.push({ from, to: Math.min(to, now) });
      quotes.push(line);
    }
  }
  return { years: coveredMonths(ranges) / 12, quotes };
}

/** `offset` shifts a year without month: "2018 – 2020" is taken as two years, not three. */
function writtenMonth(
  name: string | undefined,
  number: string | undefined,
  year: string | undefined,
  offset: number,
): MonthNumber {
  const month =
    name === undefined ? Math.min(Math.max(Number(number ?? 1), 1), 12) - 1 : MONTHS.indexOf(name.toLowerCase());
  return Number(year) * 12 + month + offset;
}

function coveredMonths(ranges: readonly { from: MonthNumber; to: MonthNumber }[]): number {
  let covered = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    covered += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return covered;
}
