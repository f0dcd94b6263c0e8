import type { IncidentFilter, IncidentStore } from '@nines/kernel';
import { someChanges, someIncident, someNotification, someTakenAlert } from '@nines/testkit/incident-samples';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { IncidentPast, PAST_ROWS } from '../testing/incident-past.ts';
import { execute, openTestStore } from '../testing/test-stores.ts';
import { selectPending, selectWaiting } from './outbox-statements.ts';
import { selectAlertsOf, selectIncidents, selectLive, selectRecorded } from './read-decisions.ts';

/** Incidents that are open, the oldest of all among them, with as many alerts that fire and messages that wait. */
const LIVE = 20;
/** What each is found by must not depend on how many are over. */
const FEW = 4 * LIVE;
/** When the last of the past was over. */
const END = new Date(PAST_ROWS * 60_000).toISOString();

const OLD_AND_OPEN = `update nines.incidents set status = 'acknowledged', resolved_at = null,
  services = '{web,db}' where number % ${PAST_ROWS / LIVE} = 1`;
const FIRING = `update nines.alerts set ends_at = null where fingerprint like 'of%'
  and incident % ${PAST_ROWS / LIVE} = 1`;
const WAITING = `update nines.outbox set state = 'pending', notification = '{"reason":"triggered"}'
  where key like 'of%' and incident % ${PAST_ROWS / LIVE} = 1`;
const REVISION = `insert into nines.incident_revisions values ('shop', 1, ${PAST_ROWS})`;

let server: TestPostgres;
let past: IncidentPast;

beforeAll(async () => {
  server = await startTestPostgres();
  past = await IncidentPast.make(server.url, [OLD_AND_OPEN, FIRING, WAITING, REVISION]);
}, 120_000);

afterAll(async () => {
  await past[Symbol.asyncDispose]();
  await server.remove();
});

it.each<[string, () => RawBuilder<unknown>]>([
  ['what is not over', () => selectLive('shop', END)],
  ['its alerts', () => selectAlertsOf('shop', [1, 1_001, 2_001])],
  ['alerts that are told of again', () => selectRecorded('shop', [{ fingerprint: 'of7', startsAt: END }])],
  ['what is to be delivered', () => selectPending('shop', 500)],
  ['how much of it there is', () => selectWaiting('shop')],
])('looks at few rows for %s', async (_what, statement) => {
  expect(await past.touchedBy(statement())).toBeLessThanOrEqual(FEW);
});

const OPEN = { statuses: ['triggered', 'acknowledged', 'mitigated'] } as const;

it.each<[string, Omit<IncidentFilter, 'limit'>]>([
  ['the newest', {}],
  ['the next page', { before: 500 }],
  ['what is open', OPEN],
  ['what is open of a service', { ...OPEN, service: 'db' }],
  ['what began within an hour', { since: '1970-01-02T00:00:00.000Z', until: '1970-01-02T01:00:00.000Z' }],
  ['what owes a postmortem', { owesPostmortem: true }],
])('looks at few rows for a list of %s', async (_what, filter) => {
  const query = selectIncidents(past.database, 'shop', { ...filter, limit: 50 });
  expect(await past.touchedBy(sql`${query}`)).toBeLessThanOrEqual(FEW);
});

const incident = someIncident({ number: PAST_ROWS + 1, startedAt: END });
const alert = someTakenAlert({ startsAt: END, incident: incident.number });
const message = { channel: 'slack', notification: someNotification({ incident, at: END }) };
const answer = { key: 'k', fingerprint: 'f', answer: null };
const decision = { revision: 1, alerts: [alert], incidents: [incident], messages: [message], answered: [answer] };
const retention = { incidentsBefore: END, othersBefore: END, mostIncidents: 10, mostOthers: 10 };

it.each<[string, (store: IncidentStore) => Promise<unknown>]>([
  ['loads', (store) => store.load(END)],
  ['looks up alerts', (store) => store.recordedAlerts([alert])],
  ['decides', async (store) => expect(await store.commit(someChanges(decision))).toBe(true)],
  ['shows an incident', (store) => store.incident(7)],
  ['lists what is open', (store) => store.incidents({ ...OPEN, limit: 50 })],
  ['lists the newest', (store) => store.incidents({ limit: 50 })],
  ['shows alerts of an incident', (store) => store.alertsOf(7)],
  ['shows when an alert fired', (store) => store.alertEpisodes('of7', 10)],
  ['shows what was told of an incident', (store) => store.messagesOf(7)],
  ['looks up what was told', (store) => store.messages(['of7', 'of8'])],
  ['counts what waits', (store) => store.waitingMessages()],
  ['delivers', deliver],
  ['forgets', (store) => store.prune(retention)],
])('reads no whole table where it %s', async (_what, work) => {
  await execute(server.url, 'select pg_stat_reset()');
  const store = await openTestStore(server.url);
  await work(store.incidentsOf('shop'));
  await store.close(); // sessions say what they read at their end
  const read = `select relname, seq_scan from pg_stat_user_tables
    where schemaname = 'nines' and relname in ('alerts', 'incidents', 'outbox') and seq_scan > 0`;
  expect(await execute(server.url, read)).toEqual([]);
});

async function deliver(store: IncidentStore): Promise<void> {
  const lease = await store.acquireOutbox(AbortSignal.timeout(20_000));
  const [first] = await lease.pending(500);
  if (first === undefined) throw new Error('nothing waits');
  await lease.threads([first.incident ?? 0]);
  const thread = { channel: first.channel, incident: first.incident ?? 0, reference: { ts: '1' } };
  const sent = { ids: [first.id], state: 'sent', attempts: 1, dueAt: END, sentAt: END, failure: null } as const;
  expect(await lease.report([{ ...sent, bundle: null, thread }])).toBe(true);
  await lease.release();
}
