/** CVs: taken in, read, kept, scanned. */
import { randomUUID } from 'node:crypto';
import { Problem } from '@nines/service-kit';

import type { CvRow, ResumesDatabase } from '../database/tables.ts';
import { kindOf } from '../extraction/document-kind.ts';
import type { Extractor } from '../extraction/extractor.ts';
import { FAILURE_TEXTS } from '../extraction/outcome.ts';
import type { Cv, Scan } from '../model.ts';
import { monthOf } from '../scoring/experience.ts';
import { prepareJob, scoreCv } from '../scoring/score.ts';
import { newCv } from './new-cv.ts';

/** What it works with. */
export interface CvsOptions {
  readonly tables: ResumesDatabase;
  readonly extract: Extractor;
  readonly now: () => Date;
}

/** A document as it came in. */
export interface Upload {
  readonly bytes: Buffer;
  readonly fileName: string;
}

/** Results that are kept of one CV. */
const SCANS_KEPT = 20;

export class Cvs {
  readonly #options: CvsOptions;

  constructor(options: CvsOptions) {
    this.#options = options;
  }

  /**
   * Reads a document and makes it the user's newest CV; older versions are kept.
   *
   * @throws Problem 415 `MEDIA_TYPE_UNSUPPORTED`, 422 `CV_UNREADABLE`
   */
  async store(userId: string, { bytes, fileName }: Upload, signal: AbortSignal): Promise<Cv> {
    refuseUnreadable(bytes);
    const outcome = await this.#options.extract(bytes, signal);
    if ('failure' in outcome) throw new Problem(422, 'CV_UNREADABLE', { detail: FAILURE_TEXTS[outcome.failure] });
    const cv = newCv({ id: randomUUID(), userId, fileName, sizeBytes: bytes.length, ...outcome });
    const row = await this.#options.tables.insertInto('cvs').values(cv).returningAll().executeTakeFirstOrThrow();
    return cvOf(row);
  }

  /** The user's newest CV. @throws Problem 404 `CV_NOT_FOUND` */
  async newest(userId: string): Promise<Cv> {
    return cvOf(await this.#newestRow(userId));
  }

  /** Scores the user's newest CV and keeps the result. @throws Problem 404 `CV_NOT_FOUND` */
  async scan(userId: string, jobDescription: string): Promise<Scan> {
    const cv = await this.#newestRow(userId);
    const score = scoreCv(cv.text, prepareJob(jobDescription), monthOf(this.#options.now()));
    const stored = await this.#options.tables
      .insertInto('scans')
      .values({ id: randomUUID(), cv_id: cv.id, job_description: jobDescription, result: JSON.stringify(score) })
      .returning(['id', 'scanned_at'])
      .executeTakeFirstOrThrow();
    await this.#forgetOldScans(cv.id);
    return { ...score, id: stored.id, jobDescription, cvId: cv.id, scannedAt: stored.scanned_at.toISOString() };
  }

  /** A result that was kept. @throws Problem 404 `SCAN_NOT_FOUND`, also for another's */
  async storedScan(userId: string, scanId: string): Promise<Scan> {
    const row = await this.#options.tables
      .selectFrom('scans')
      .innerJoin('cvs', 'cvs.id', 'scans.cv_id')
      .select(['scans.id', 'scans.cv_id', 'scans.job_description', 'scans.result', 'scans.scanned_at'])
      .where('scans.id', '=', scanId)
      .where('cvs.user_id', '=', userId)
      .executeTakeFirst();
    if (row === undefined) throw new Problem(404, 'SCAN_NOT_FOUND', { detail: 'There is no such result' });
    return {
      ...row.result,
      id: row.id,
      jobDescription: row.job_description,
      cvId: row.cv_id,
      scannedAt: row.scanned_at.toISOString(),
    };
  }

  async #forgetOldScans(cvId: string): Promise<void> {
    const { tables } = this.#options;
    const kept = tables
      .selectFrom('scans')
      .select('id')
      .where('cv_id', '=', cvId)
      .orderBy('scanned_at', 'desc')
      .limit(SCANS_KEPT);
    await tables.deleteFrom('scans').where('cv_id', '=', cvId).where('id', 'not in', kept).execute();
  }

  async #newestRow(userId: string): Promise<CvRow> {
    const row = await this.#options.tables
      .selectFrom('cvs')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('uploaded_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) throw new Problem(404, 'CV_NOT_FOUND', { detail: 'There is no CV yet. Upload one first.' });
    return row;
  }
}

/** Told apart from a document that is broken: its owner picked a wrong file. */
function refuseUnreadable(bytes: Buffer): void {
  if (bytes.length === 0) throw new Problem(422, 'CV_UNREADABLE', { detail: FAILURE_TEXTS['no-text'] });
  if (['unknown', 'other-archive', 'legacy-office'].includes(kindOf(bytes))) {
    throw new Problem(415, 'MEDIA_TYPE_UNSUPPORTED', { detail: FAILURE_TEXTS.unsupported });
  }
}

function cvOf(row: CvRow): Cv {
  return {
    id: row.id,
    fileName: row.file_name,
    mediaType: row.media_type,
    sizeBytes: row.size_bytes,
    uploadedAt: row.uploaded_at.toISOString(),
    wordCount: row.word_count,
    skills: row.skills,
  };
}
