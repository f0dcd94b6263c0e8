/** The parts of the score other than skills. Each is undefined where the job does not ask for it. */
import { excerpt } from './claims.ts';
import { completenessOf } from './completeness.ts';
import { askedDegree, DEGREE_NAMES, highestDegree } from './education.ts';
import { datedExperience, statedYears } from './experience.ts';
import type { MonthNumber } from './experience.ts';
import { LEVEL_NAMES, levelOf, occupationMatch, occupationOf } from './role.ts';
import type { Level } from './role.ts';
import type { JobDescription } from './requirements.ts';
import type { MetDemand, SkillsMatch } from './skills.ts';
import { EQUIVALENT_EXPERIENCE, LEVELS_BELOW, OCCUPATION_SHARE, YEARS_OF_LEVEL } from './weights.ts';
import type { PartName } from './weights.ts';
import type { WordingMatch } from './wording.ts';

/** One part before weighting. */
export interface PartResult {
  /** 0-1. */
  readonly score: number;
  /** One sentence for the reader. */
  readonly explanation: string;
  /** Lines of the CV it rests on. */
  readonly evidence: readonly string[];
}

/** One part of a score. */
export interface Part extends PartResult {
  readonly name: PartName;
  /** Share of the total; the weights of a result add up to 1. */
  readonly weight: number;
}

const QUOTES = 3;

/** Share of the weight of demands that is met. */
export function skillsPart(match: SkillsMatch, preferred: boolean): PartResult | undefined {
  const concerns = ({ importance }: { importance: string }): boolean => (importance === 'preferred') === preferred;
  const met = match.met.filter(concerns);
  const unmet = match.unmet.filter(concerns);
  const total = sum(met) + sum(unmet);
  if (total === 0) return undefined;
  const inFull = met.filter(({ how }) => how !== 'related').length;
  const partly = met.length - inFull;
  const explanation = `${inFull} of ${met.length + unmet.length} shown${partly > 0 ? `, ${partly} more by something closely related` : ''}.`;
  const score = met.reduce((points, { weight, credit }) => points + weight * credit, 0) / total;
  return { score, explanation, evidence: unique(met.map(({ evidence }) => evidence)).slice(0, QUOTES) };
}

function sum(demands: readonly Pick<MetDemand, 'weight'>[]): number {
  return demands.reduce((total, { weight }) => total + weight, 0);
}

/** Years shown of years asked; the level stands in where the job names no number. */
export function experiencePart(job: JobDescription, cv: readonly string[], now: MonthNumber): PartResult | undefined {
  const stated = statedYears(job.relevantLines.map(({ text }) => text))?.years;
  const level = levelOf(job.title);
  const asked = stated ?? (level === undefined ? 0 : YEARS_OF_LEVEL[level]);
  if (asked === 0) return undefined;
  const shown = yearsShown(cv, now);
  const wanted =
    stated === undefined ? `About ${asked} years are usual for this level` : `${asked} or more years asked for`;
  const found =
    shown.years === 0 ? 'no dated positions or years of experience found' : `${formatYears(shown.years)} shown`;
  return { score: Math.min(1, shown.years / asked), explanation: `${wanted}, ${found}.`, evidence: shown.quotes };
}

/** The better of what a CV says outright and what the dates of its positions add up to. */
function yearsShown(cv: readonly string[], now: MonthNumber): { years: number; quotes: readonly string[] } {
  const stated = statedYears(cv);
  const dated = datedExperience(cv, now);
  if (stated !== undefined && stated.years > dated.years)
    return { years: stated.years, quotes: [excerpt(stated.quote, 'year')] };
  return { years: dated.years, quotes: unique(dated.quotes).slice(0, QUOTES) };
}

function formatYears(years: number): string {
  const rounded = Math.round(years * 2) / 2;
  return rounded === 1 ? '1 year' : rounded < 1 ? 'less than a year' : `${rounded} years`;
}

const TITLE_LENGTH = 110;

/** The job's occupation and level against the nearest and highest the CV shows. */
export function rolePart(job: JobDescription, cv: readonly string[], now: MonthNumber): PartResult | undefined {
  const asked = { occupation: occupationOf(job.title), level: levelOf(job.title) };
  if (asked.occupation === undefined && asked.level === undefined) return undefined;
  const titles = cv.filter((line) => line.length <= TITLE_LENGTH && occupationOf(line) !== undefined);
  const { occupation } = asked;
  const best = occupation === undefined ? undefined : nearest(occupation, titles);
  const occupationScore = best?.match ?? 0;
  const shownLevel = highestLevel(titles) ?? levelOfYears(yearsShown(cv, now).years);
  const levelScore = asked.level === undefined ? 1 : (LEVELS_BELOW[Math.max(0, asked.level - shownLevel)] ?? 0);
  const share = occupation === undefined ? 0 : asked.level === undefined ? 1 : OCCUPATION_SHARE;
  const explanation = [
    occupation === undefined ? undefined : `${OCCUPATION_TEXT[String(occupationScore)] ?? ''} (${occupation})`,
    asked.level === undefined ? undefined : `${LEVEL_NAMES[asked.level]} asked for, ${LEVEL_NAMES[shownLevel]} shown`,
  ];
  return {
    score: share * occupationScore + (1 - share) * levelScore,
    explanation: `${explanation.filter((text) => text !== undefined).join('; ')}.`,
    evidence: best === undefined ? [] : [best.title],
  };
}

const OCCUPATION_TEXT: Readonly<Record<string, string>> = {
  '1': 'Has done this kind of work',
  '0.5': 'Has done work near to it',
  '0': 'No position of this kind found',
};

function nearest(asked: string, titles: readonly string[]): { match: number; title: string } | undefined {
  return titles
    .map((title) => ({ match: occupationMatch(asked, occupationOf(title) ?? ''), title }))
    .filter(({ match }) => match > 0)
    .sort((a, b) => b.match - a.match)[0];
}

function highestLevel(titles: readonly string[]): Level | undefined {
  const levels = titles.map(levelOf).filter((level) => level !== undefined);
  return levels.reduce<Level | undefined>(
    (best, level) => (best === undefined || level > best ? level : best),
    undefined,
  );
}

/** What a career of that length usually makes of people who do not name their level. */
function levelOfYears(years: number): Level {
  return years >= 5 ? 3 : years >= 2 ? 2 : 1;
}

/** The degree asked for, if any, against the highest shown. */
export function educationPart(job: JobDescription, cv: readonly string[]): PartResult | undefined {
  const asked = askedDegree(job.relevantLines.map(({ text }) => text));
  if (asked === undefined) return undefined;
  const shown = highestDegree(cv);
  const wanted = `A ${DEGREE_NAMES[asked.degree]} is asked for${asked.orEquivalent ? ', or equivalent experience' : ''}`;
  const found = shown === undefined ? 'no degree found' : `a ${DEGREE_NAMES[shown.degree]} shown`;
  const partial = (shown?.degree ?? 0) / asked.degree;
  const floor = asked.orEquivalent ? EQUIVALENT_EXPERIENCE : 0;
  return {
    score: Math.min(1, Math.max(partial, floor)),
    explanation: `${wanted}; ${found}.`,
    evidence: shown === undefined ? [] : [excerpt(shown.quote, '')],
  };
}

/** Shared vocabulary, with the words it is about. */
export function vocabularyPart(match: WordingMatch | undefined): PartResult | undefined {
  if (match === undefined) return undefined;
  const shared = match.shared
    .filter(({ weight }) => weight >= 1)
    .slice(0, 6)
    .map(({ shown }) => shown);
  const explanation =
    shared.length === 0
      ? 'Shares no words with the description but the usual ones.'
      : `Shares ${shared.join(', ')} with the description.`;
  return { score: match.score, explanation, evidence: [] };
}

/** Whether the CV has what a reader looks for. */
export function qualityPart(cv: readonly string[]): PartResult {
  const checks = completenessOf(cv);
  const missing = checks.filter(({ present }) => !present).map(({ name }) => name);
  const explanation = missing.length === 0 ? 'Has everything a reader looks for.' : `Not found: ${missing.join(', ')}.`;
  return { score: (checks.length - missing.length) / checks.length, explanation, evidence: [] };
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
