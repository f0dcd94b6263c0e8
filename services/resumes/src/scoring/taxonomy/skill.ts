/** One row of the taxonomy. Names and aliases are written as people write them; matching ignores case. */
export interface Skill {
  /** Canonical name, unique; also how it is shown. */
  readonly name: string;
  readonly category: SkillCategory;
  /** Other spellings of the same thing. */
  readonly aliases: readonly string[];
  /** Members of one family replace each other in part: who knows MySQL is not lost in PostgreSQL. */
  readonly family?: string;
  /** What knowing this includes: Spring Boot includes Spring and Java. */
  readonly implies: readonly string[];
  /** Asked for everywhere and claimed by everybody, so it says little: weighs less than a concrete technology. */
  readonly generic: boolean;
  /** An everyday word or a single letter (Go, R, C): counts only where its neighbours make it a technology. */
  readonly ambiguous: boolean;
}

export type SkillCategory =
  | 'Languages'
  | 'Frontend'
  | 'Backend'
  | 'Mobile'
  | 'Databases'
  | 'Data and machine learning'
  | 'Cloud'
  | 'Delivery and operations'
  | 'Observability'
  | 'Architecture'
  | 'Testing'
  | 'Security'
  | 'Practices'
  | 'Business and design';

/** A row as it is written down; everything but the name may be left out. */
export type SkillRow = Pick<Skill, 'name'> & Partial<Omit<Skill, 'name' | 'category'>>;

/** Rows of one category with their defaults filled in. */
export function skillsOf(category: SkillCategory, rows: readonly SkillRow[]): readonly Skill[] {
  return rows.map((row) => ({ aliases: [], implies: [], generic: false, ambiguous: false, ...row, category }));
}
