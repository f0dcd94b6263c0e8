/**
 * How well a CV fits a job description, with its reasons.
 *
 * Pure and deterministic: the same texts in the same month give the same score, and nobody's score depends on who else
 * applied. Claiming one more skill that is asked for never lowers it.
 */
import { readClaims } from './claims.ts';
import type { MonthNumber } from './experience.ts';
import { readLines } from './mentions.ts';
import { educationPart, experiencePart, qualityPart, rolePart, skillsPart, vocabularyPart } from './parts.ts';
import type { Part, PartResult } from './parts.ts';
import { readJobDescription } from './requirements.ts';
import type { JobDescription } from './requirements.ts';
import { matchSkills } from './skills.ts';
import type { MetDemand, SkillsMatch, UnmetDemand } from './skills.ts';
import { suggestionsFor } from './suggestions.ts';
import { PART_WEIGHTS } from './weights.ts';
import type { PartName } from './weights.ts';
import { matchWording, termsOf } from './wording.ts';
import type { Term } from './wording.ts';
import { linesOf } from './words.ts';

/** A score and everything it rests on. */
export interface Score {
  /** 0-100, whole: the weighted sum of `parts`. */
  readonly score: number;
  readonly parts: readonly Part[];
  readonly matchedSkills: readonly MetDemand[];
  readonly missingSkills: readonly UnmetDemand[];
  readonly suggestions: readonly string[];
}

/** A job description, read once for any number of CVs. */
export interface PreparedJob {
  readonly job: JobDescription;
  readonly terms: readonly Term[];
}

/** Reads a job description. */
export function prepareJob(text: string): PreparedJob {
  const job = readJobDescription(text);
  return { job, terms: termsOf(job.relevantLines) };
}

/** Scores the text of a CV; `now` is the month up to which a present position lasts. */
export function scoreCv(cvText: string, { job, terms }: PreparedJob, now: MonthNumber): Score {
  const lines = linesOf(cvText);
  const read = readLines(lines);
  const match = matchSkills(job.demands, readClaims(read));
  const wording = matchWording(terms, read);
  const parts = weighted({
    'Required skills': skillsPart(match, false),
    'Preferred skills': skillsPart(match, true),
    Experience: experiencePart(job, lines, now),
    'Role and level': rolePart(job, lines, now),
    Vocabulary: vocabularyPart(wording),
    Education: educationPart(job, lines),
    'CV quality': qualityPart(lines),
  });
  return {
    score: Math.round(100 * parts.reduce((total, { weight, score }) => total + weight * score, 0)),
    parts,
    ...sharesOf(match),
    suggestions: suggestionsFor(match, parts, wording, lines),
  };
}

/** Canonical names of the skills a CV claims, in the order of their first mention. */
export function skillsIn(cvText: string): readonly string[] {
  return [...readClaims(readLines(linesOf(cvText))).byName.keys()];
}

function weighted(results: Readonly<Record<PartName, PartResult | undefined>>): readonly Part[] {
  const names = Object.keys(PART_WEIGHTS) as PartName[];
  const asked = names.flatMap((name) => {
    const result = results[name];
    return result === undefined ? [] : [{ name, weight: PART_WEIGHTS[name], ...result }];
  });
  const total = asked.reduce((sum, { weight }) => sum + weight, 0);
  return asked.map((part) => ({ ...part, weight: part.weight / total }));
}

/** Weights as shares of all demands, so that a reader can compare them. */
function sharesOf({ met, unmet }: SkillsMatch): Pick<Score, 'matchedSkills' | 'missingSkills'> {
  const total = [...met, ...unmet].reduce((sum, { weight }) => sum + weight, 0);
  return {
    matchedSkills: met.map((demand) => ({ ...demand, weight: demand.weight / total })),
    missingSkills: unmet.map((demand) => ({ ...demand, weight: demand.weight / total })),
  };
}
