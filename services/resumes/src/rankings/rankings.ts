/** Rankings: all candidates against one job description, kept for whoever asked. */
import { randomUUID } from 'node:crypto';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { Problem } from '@nines/service-kit';

import type { RankingRow, ResumesDatabase } from '../database/tables.ts';
import type { Candidate, Ranking, RankingRequest, RankingSummary } from '../model.ts';
import { monthOf } from '../scoring/experience.ts';
import { prepareJob, scoreCv } from '../scoring/score.ts';

/** What it works with. */
export interface RankingsOptions {
  readonly tables: ResumesDatabase;
  readonly now: () => Date;
}

/** Newest CVs that one ranking compares at most. */
const MOST_CVS = 2_000;
/** CVs that are scored before other requests get a turn: some 20 ms. */
const BATCH = 8;
const LISTED = 50;

export class Rankings {
  readonly #options: RankingsOptions;

  constructor(options: RankingsOptions) {
    this.#options = options;
  }

  /** Scores the newest CV of everybody; equal scores are ordered by user id, so that a repeat gives the same list. */
  async create(ownerId: string, request: RankingRequest, signal: AbortSignal): Promise<Ranking> {
    const job = prepareJob(request.jobDescription);
    const candidates: Candidate[] = [];
    const month = monthOf(this.#options.now());
    for (const [index, cv] of (await this.#newestCvs()).entries()) {
      if (index % BATCH === 0) await yieldToOthers(undefined, { signal });
      candidates.push({ userId: cv.user_id, ...scoreCv(cv.text, job, month) });
    }
    candidates.sort((a, b) => b.score - a.score || (a.userId < b.userId ? -1 : 1));
    const title = request.title ?? '';
    const row = await this.#options.tables
      .insertInto('rankings')
      .values({
        id: randomUUID(),
        owner_id: ownerId,
        title: title === '' ? shortened(job.job.title) : title,
        job_description: request.jobDescription,
        candidate_count: candidates.length,
        candidates: JSON.stringify(candidates.slice(0, request.limit)),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return rankingOf(row);
  }

  /** The newest of an owner. */
  async list(ownerId: string): Promise<readonly RankingSummary[]> {
    const rows = await this.#options.tables
      .selectFrom('rankings')
      .select(['id', 'title', 'created_at', 'candidate_count'])
      .where('owner_id', '=', ownerId)
      .orderBy('created_at', 'desc')
      .limit(LISTED)
      .execute();
    return rows.map(summaryOf);
  }

  /** One that was kept. @throws Problem 404 `RANKING_NOT_FOUND`, also for another's */
  async stored(ownerId: string, id: string): Promise<Ranking> {
    const row = await this.#options.tables
      .selectFrom('rankings')
      .selectAll()
      .where('id', '=', id)
      .where('owner_id', '=', ownerId)
      .executeTakeFirst();
    if (row === undefined) throw new Problem(404, 'RANKING_NOT_FOUND', { detail: 'There is no such ranking' });
    return rankingOf(row);
  }

  #newestCvs(): Promise<{ user_id: string; text: string }[]> {
    return this.#options.tables
      .selectFrom('cvs')
      .distinctOn('user_id')
      .select(['user_id', 'text'])
      .orderBy('user_id')
      .orderBy('uploaded_at', 'desc')
      .limit(MOST_CVS)
      .execute();
  }
}

function shortened(title: string): string {
  return title === '' ? 'Untitled position' : title.slice(0, 120);
}

function summaryOf(row: Pick<RankingRow, 'id' | 'title' | 'created_at' | 'candidate_count'>): RankingSummary {
  return { id: row.id, title: row.title, createdAt: row.created_at.toISOString(), candidateCount: row.candidate_count };
}

function rankingOf(row: RankingRow): Ranking {
  return { ...summaryOf(row), jobDescription: row.job_description, candidates: row.candidates };
}
