/**
 * Every number the score rests on, in one place. They are judgements, chosen so that the pairs in
 * `score.test.ts` come out in the order a recruiter would put them, and are shown to the user beside the result.
 */

/** Parts of the score, in the order they are shown. What a job does not ask for drops out and the rest is scaled up. */
export const PART_WEIGHTS = {
  'Required skills': 46,
  'Preferred skills': 8,
  Experience: 14,
  'Role and level': 13,
  Vocabulary: 8,
  Education: 5,
  'CV quality': 6,
} as const;

/** Name of a part. */
export type PartName = keyof typeof PART_WEIGHTS;

/** What a met demand earns, by how it is met. */
export const CREDITS = {
  /** The CV names the skill itself. */
  exact: 1,
  /** It names it by another spelling. */
  alias: 1,
  /** It names something that includes it: Spring Boot for Java. */
  implied: 0.9,
  /** It names a member of the same family: MySQL for PostgreSQL. */
  related: 0.45,
} as const;

/** How a demand is met. */
export type MatchKind = keyof typeof CREDITS;

/** A skill that stands only in a list earns this share of one that is told as work done: lists are free to write. */
export const LISTED_ONLY = 0.85;
/** A demand the text merely mentions, beside those it requires. */
export const MENTIONED = 0.5;
/** Agile, Git, communication: asked by all, claimed by all. */
export const GENERIC = 0.35;
/** The skill stands in the job's title. */
export const IN_TITLE = 1.5;
/** Each further mention in the job description, up to `EMPHASIS_CAP`. */
export const EMPHASIS = 0.15;
export const EMPHASIS_CAP = 1.45;
/** Years expected of a level where the job names no number. Index: level. */
export const YEARS_OF_LEVEL = [0, 0, 2, 5, 7, 9] as const;
/** Share of the occupation in "Role and level"; the level has the rest. */
export const OCCUPATION_SHARE = 0.65;
/** Score for being one, two, … levels below the level asked. */
export const LEVELS_BELOW = [1, 0.6, 0.3, 0, 0, 0] as const;
/** A degree below the one asked for, where "or equivalent experience" is allowed. */
export const EQUIVALENT_EXPERIENCE = 0.8;
