/** The schema `auth`, step by step. A step that was released is never changed. */
import type { Migrations } from '@nines/service-kit/database';
import { type Kysely, sql } from 'kysely';

import { DEMO_PASSWORD_HASH, DEMO_PEOPLE } from './demo-people.ts';
import type { AuthTables } from './tables.ts';

export const MIGRATIONS: Migrations = {
  '0001-users': { up: createTables },
  '0002-demo-people': { up: insertDemoPeople },
};

async function createTables(database: Kysely<AuthTables>): Promise<void> {
  const schema = database.schema.withSchema('auth');
  await schema
    .createTable('users')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull().check(sql`role in ('seeker', 'recruiter')`))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('headline', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('location', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('about', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('skills', sql`text[]`, (column) => column.notNull().defaultTo(sql`'{}'`))
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await schema
    .createTable('sessions')
    .addColumn('token_hash', 'bytea', (column) => column.primaryKey())
    .addColumn('user_id', 'uuid', (column) => column.notNull().references('auth.users.id').onDelete('cascade'))
    .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
    .execute();
  await schema.createIndex('sessions_user').on('sessions').column('user_id').execute();
  await schema
    .createTable('login_attempts')
    .addColumn('email', 'text', (column) => column.primaryKey())
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('last_at', 'timestamptz', (column) => column.notNull())
    .execute();
}

async function insertDemoPeople(database: Kysely<AuthTables>): Promise<void> {
  const people = DEMO_PEOPLE.map((person) => ({
    ...person,
    skills: [...person.skills],
    password_hash: DEMO_PASSWORD_HASH,
  }));
  await database.withSchema('auth').insertInto('users').values(people).execute();
}
