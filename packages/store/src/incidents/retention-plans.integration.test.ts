import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import type { RawBuilder } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { IncidentPast } from '../testing/incident-past.ts';
import { deleteAlerts, deleteIncidents, deleteMessages } from './retention-statements.ts';

const BATCH = 50;
/** Of everything only the first hundred are older. */
const BEFORE = '1970-01-01T01:40:00.000Z';

let server: TestPostgres;
let past: IncidentPast;

beforeAll(async () => {
  server = await startTestPostgres();
  past = await IncidentPast.make(server.url);
}, 120_000);

afterAll(async () => {
  await past[Symbol.asyncDispose]();
  await server.remove();
});

it.each<[string, RawBuilder<unknown>]>([
  ['incidents', deleteIncidents('shop', BEFORE, BATCH)],
  ['alerts', deleteAlerts('shop', BEFORE, BATCH)],
  ['messages', deleteMessages('shop', BEFORE, BATCH)],
])('looks at few rows to forget %s', async (_what, statement) => {
  expect(await past.touchedBy(statement)).toBeLessThanOrEqual(2 * BATCH);
});
