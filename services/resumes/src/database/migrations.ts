/** The schema `resumes`, step by step. A step that was released is never changed. */
import { randomUUID } from 'node:crypto';
import type { Migrations } from '@nines/service-kit/database';
import { type Kysely, sql } from 'kysely';

import { newCv } from '../cvs/new-cv.ts';
import { DEMO_CVS } from './demo-cvs.ts';
import type { ResumesTables } from './tables.ts';

export const MIGRATIONS: Migrations = {
  '0001-cvs': { up: createTables },
  '0002-demo-cvs': { up: insertDemoCvs },
};

async function createTables(database: Kysely<ResumesTables>): Promise<void> {
  const schema = database.schema.withSchema('resumes');
  await schema
    .createTable('cvs')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('user_id', 'uuid', (column) => column.notNull())
    .addColumn('file_name', 'text', (column) => column.notNull())
    .addColumn('media_type', 'text', (column) => column.notNull())
    .addColumn('size_bytes', 'integer', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('word_count', 'integer', (column) => column.notNull())
    .addColumn('skills', sql`text[]`, (column) => column.notNull())
    .addColumn('uploaded_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await schema.createIndex('cvs_newest').on('cvs').columns(['user_id', 'uploaded_at desc']).execute();
  await schema
    .createTable('scans')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('cv_id', 'uuid', (column) => column.notNull().references('resumes.cvs.id').onDelete('cascade'))
    .addColumn('job_description', 'text', (column) => column.notNull())
    .addColumn('result', 'jsonb', (column) => column.notNull())
    .addColumn('scanned_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await schema.createIndex('scans_newest').on('scans').columns(['cv_id', 'scanned_at desc']).execute();
  await schema
    .createTable('rankings')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('owner_id', 'uuid', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('job_description', 'text', (column) => column.notNull())
    .addColumn('candidate_count', 'integer', (column) => column.notNull())
    .addColumn('candidates', 'jsonb', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await schema.createIndex('rankings_newest').on('rankings').columns(['owner_id', 'created_at desc']).execute();
}

async function insertDemoCvs(database: Kysely<ResumesTables>): Promise<void> {
  const cvs = DEMO_CVS.map(({ userId, fileName, text }) =>
    newCv({ id: randomUUID(), userId, fileName, kind: 'text', sizeBytes: Buffer.byteLength(text), text }),
  );
  await database.withSchema('resumes').insertInto('cvs').values(cvs).execute();
}
