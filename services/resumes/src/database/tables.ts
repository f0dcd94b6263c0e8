/** Tables of the schema `resumes`. */
import type { ColumnType, Generated, Kysely, Selectable } from 'kysely';

import type { Candidate } from '../model.ts';
import type { Score } from '../scoring/score.ts';

/** JSON columns are written as text and read as values. */
type Json<TValue> = ColumnType<TValue, string, string>;

/** Every version of every CV; a user's newest one counts. */
export interface CvsTable {
  readonly id: string;
  readonly user_id: string;
  readonly file_name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly text: string;
  readonly word_count: number;
  readonly skills: string[];
  readonly uploaded_at: Generated<Date>;
}

export interface ScansTable {
  readonly id: string;
  readonly cv_id: string;
  readonly job_description: string;
  readonly result: Json<Score>;
  readonly scanned_at: Generated<Date>;
}

export interface RankingsTable {
  readonly id: string;
  readonly owner_id: string;
  readonly title: string;
  readonly job_description: string;
  /** How many CVs were compared; `candidates` holds the best of them. */
  readonly candidate_count: number;
  readonly candidates: Json<readonly Candidate[]>;
  readonly created_at: Generated<Date>;
}

export interface ResumesTables {
  readonly cvs: CvsTable;
  readonly scans: ScansTable;
  readonly rankings: RankingsTable;
}

/** A connection that is set to the schema. */
export type ResumesDatabase = Kysely<ResumesTables>;

/** A row of `cvs`. */
export type CvRow = Selectable<CvsTable>;
/** A row of `rankings`. */
export type RankingRow = Selectable<RankingsTable>;
