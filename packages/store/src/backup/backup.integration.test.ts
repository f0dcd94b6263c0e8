import { randomUUID } from 'node:crypto';
import type { Incident, IncidentChanges, NewEvent } from '@nines/kernel';
import { startTestPostgres } from '@nines/testkit/postgres';
import type { TestPostgres } from '@nines/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { createDatabase, execute, openTestStore } from '../testing/test-stores.ts';
import { EMPTIED_TABLES, KEPT_TABLES, UNTOUCHED_TABLES } from './backup-tables.ts';

let postgres: TestPostgres;
const stores: Store[] = [];

beforeAll(async () => {
  postgres = await startTestPostgres();
});

afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await postgres.remove();
});

async function newStore(): Promise<{ readonly store: Store; readonly url: string }> {
  const url = await createDatabase(postgres.url);
  const store = await openTestStore(url);
  stores.push(store);
  return { store, url };
}

const AT = '2026-11-10T09:00:00.000Z';

function anEvent(type: string, data: NewEvent['data'] = {}): NewEvent {
  return { id: randomUUID(), type, source: 'test', subject: 'api', time: AT, correlationId: 'incident:shop/1', data };
}

function anIncident(number: number): Incident {
  return {
    ...{ number, title: 'api "is" down\n\\ ü', status: 'triggered', severity: 1, severityBy: 'rule', drill: null },
    ...{ root: { service: 'api', alertname: 'ServiceDown' }, services: ['api'], owners: ['team-web'] },
    ...{ startedAt: AT, detectedAt: AT, acknowledgedAt: null, acknowledgedBy: null, mitigatedAt: null },
    ...{ resolvedAt: null, resolvedBy: null, isOfPlatform: false, reopenings: 0, disturbances: [], alertCount: 0 },
    ...{ firingCount: 0, roles: {}, tasks: [], links: [], told: ['slack'], groupedBy: 'rule', isKeptOpen: false },
    ...{ mergedInto: null, impact: null, version: 1 },
  };
}

function changes(revision: number, number: number): IncidentChanges {
  const incident = anIncident(number);
  const told = (channel: string) => ({
    channel,
    notification: {
      ...({ kind: 'incident', key: `${number}/${channel}`, reason: 'triggered', incident, summary: 'down' } as const),
      ...{ runbookUrl: null, dashboardUrl: null, by: null, at: AT },
    },
  });
  const alert = { fingerprint: `f${number}`, startsAt: AT, endsAt: null, labels: { alertname: 'ServiceDown' } };
  return {
    revision,
    alerts: [{ ...alert, annotations: {}, receivedAt: AT, incident: number }],
    incidents: [incident],
    messages: [told('slack'), told('email')],
    events: [anEvent('incident.opened', { incident: number, ratio: 0.1 + 0.2 })],
    answered: [{ key: `k${number}`, fingerprint: 'f', answer: { number } }],
  };
}

/** With an incident of two messages, one of which was sent, a budget, and somebody who may ask. */
async function filledStore() {
  const { store, url } = await newStore();
  const incidents = store.incidentsOf('shop');
  expect(await incidents.commit(changes(0, 1))).toBe(true);
  await store.ingest('spool', { from: undefined, to: 'boot:7' }, [anEvent('instance.crashed')]);
  const objectives = store.objectivesOf('shop');
  await objectives.changeState({ service: 'api', slo: 'errors', from: null, to: { status: 'ok' } }, []);
  await execute(
    url,
    `insert into nines.users (id, platform, name, role, created_at) values ('${randomUUID()}', 'shop', 'ana', 'operator', now());
     insert into nines.tokens (id, platform, name, digest, role, scopes, created_at)
     values ('${randomUUID()}', 'shop', 'ci', '\\x00ff10', 'viewer', '{read}', now());
     insert into nines.objective_blocks values (1, now(), 0.1, 1e-7, 300)`,
  );
  await sent(url, '1/slack');
  return { store, url };
}

async function sent(url: string, key: string): Promise<void> {
  await execute(url, `update nines.outbox set state = 'sent', sent_at = now(), attempts = 1 where key = '${key}'`);
}

async function backupOf(store: Store): Promise<string> {
  let text = '';
  await store.backUp({
    about: { catalog: 'name: shop' },
    write: (lines) => {
      text += lines;
      return Promise.resolve();
    },
  });
  return text;
}

async function* linesOf(text: string): AsyncGenerator<string> {
  for (const line of text.split('\n').slice(0, -1)) yield await Promise.resolve(line);
}

async function restoreInto(store: Store, text: string, isForced = false) {
  return store.restore(linesOf(text), { isForced });
}

/** Everything that is kept, but for what a restore changes by itself. */
async function contentOf(url: string): Promise<unknown> {
  const all = KEPT_TABLES.filter((table) => table !== 'incident_revisions').map(async (table) => {
    const rows = await execute(url, `select row_to_json(t)::text as row from nines.${table} t order by 1`);
    return [table, rows.map(({ row }) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

describe('a backup', () => {
  it('knows of every table of the schema whether it holds it', async () => {
    const { url } = await newStore();
    const rows = await execute(
      url,
      `select table_name as name from information_schema.tables where table_schema = 'nines'`,
    );
    const known = [...KEPT_TABLES, ...EMPTIED_TABLES, ...UNTOUCHED_TABLES];
    expect(rows.map(({ name }) => name).sort()).toEqual(known.sort());
  });

  it('comes back whole in another database', async () => {
    const [from, to] = await Promise.all([filledStore(), newStore()]);
    const text = await backupOf(from.store);
    const { header, rows } = await restoreInto(to.store, text);
    expect(header.about).toEqual({ catalog: 'name: shop' });
    expect(rows).toMatchObject({ events: 2, incidents: 1, outbox: 2, users: 1, objectives: 1, objective_blocks: 1 });
    expect(await contentOf(to.url)).toEqual(await contentOf(from.url));
    expect(await to.store.incidentsOf('shop').incident(1)).toEqual(anIncident(1));
    expect(await to.store.cursorOf('spool')).toBe('boot:7');
  });

  it('is of one moment, whatever is written meanwhile', async () => {
    const { store } = await filledStore();
    let text = '';
    await store.backUp({
      about: {},
      write: async (lines) => {
        if (text === '') await store.events.append([anEvent('instance.started')]);
        text += lines;
      },
    });
    expect(text).not.toContain('instance.started');
  });

  it('leaves out who is logged in', async () => {
    const { store, url } = await filledStore();
    await execute(
      url,
      `insert into nines.sessions select '\\xabcdef', id, 'secret-csrf', now(), now(), now() from nines.users`,
    );
    const text = await backupOf(store);
    expect(text).not.toContain('secret-csrf');
    await restoreInto(store, text);
    expect(await execute(url, 'select * from nines.sessions')).toEqual([]);
  });
});

describe('a restore', () => {
  it('of what an earlier version backed up says whose incidents they are, where one platform had some', async () => {
    const correlated = (store: Store) => store.events.read(0, 10, { correlationId: 'incident:shop/7' });
    const { store, url } = await filledStore();
    await store.events.append([{ ...anEvent('incident.opened'), correlationId: 'incident:7' }]);
    await execute(url, "delete from nines.migrations where name = '0006-correlations'");
    const alone = await backupOf(store);
    await store.incidentsOf('depot').commit(changes(0, 7));
    const shared = await backupOf(store);
    const other = await newStore();
    await restoreInto(other.store, shared);
    expect(await correlated(other.store)).toHaveLength(0);
    await restoreInto(other.store, alone, true);
    expect(await correlated(other.store)).toHaveLength(1);
  });

  it('twice is the same as once', async () => {
    const { store, url } = await filledStore();
    const text = await backupOf(store);
    await restoreInto(store, text);
    const once = await contentOf(url);
    await restoreInto(store, text);
    expect(await contentOf(url)).toEqual(once);
  });

  it('lets what waited be delivered, and what was sent, also since, not be sent again', async () => {
    const { store, url } = await filledStore();
    const text = await backupOf(store);
    const pending = async (): Promise<unknown> => {
      const lease = await store.incidentsOf('shop').acquireOutbox(AbortSignal.timeout(10_000));
      const waiting = await lease.pending(10);
      await lease.release();
      return waiting.map(({ channel }) => channel);
    };
    const other = await newStore();
    await restoreInto(other.store, text);
    expect(await execute(other.url, "select key from nines.outbox where state = 'pending'")).toEqual([
      { key: '1/email' },
    ]);
    expect(await pending()).toEqual(['email']);
    await sent(url, '1/email');
    await restoreInto(store, text, true);
    expect(await pending()).toEqual([]);
  });

  it('takes the right to deliver from who has it, and knows other messages by these numbers', async () => {
    const { store } = await filledStore();
    const text = await backupOf(store);
    const lease = await store.incidentsOf('shop').acquireOutbox(AbortSignal.timeout(10_000));
    const [message] = await lease.pending(10);
    await restoreInto(store, text, true);
    const done = { state: 'sent', attempts: 1, dueAt: AT, sentAt: AT, failure: null, bundle: null } as const;
    expect(await lease.report([{ ids: [message?.id ?? 0], ...done }])).toBe(false);
    await lease.release();
    const next = await store.incidentsOf('shop').acquireOutbox(AbortSignal.timeout(10_000));
    expect(await next.pending(10)).toHaveLength(1);
    await next.release();
  });

  it('refuses to lose decisions that came later, unless it is forced', async () => {
    const { store, url } = await filledStore();
    const text = await backupOf(store);
    const { revision } = await store.incidentsOf('shop').load(AT);
    await store.incidentsOf('shop').commit(changes(revision, 2));
    const before = await contentOf(url);
    await expect(restoreInto(store, text)).rejects.toMatchObject({ code: 'BACKUP_OLDER_THAN_STATE' });
    expect(await contentOf(url)).toEqual(before);
    await restoreInto(store, text, true);
    expect(await store.incidentsOf('shop').incident(2)).toBeUndefined();
  });

  it('refuses to undo what was changed about users and tokens, unless it is forced', async () => {
    const { store } = await filledStore();
    const text = await backupOf(store);
    await store.events.append([anEvent('audit.changed', { route: 'POST /api/v1/silences' })]);
    await restoreInto(store, text);
    await store.events.append([anEvent('audit.changed', { route: 'DELETE /api/v1/tokens/:id' })]);
    await expect(restoreInto(store, text)).rejects.toThrow('1 changes of users and tokens');
    await restoreInto(store, text, true);
  });

  it('makes whoever decides look again, and gives no number a second time', async () => {
    const { store } = await filledStore();
    const text = await backupOf(store);
    const incidents = store.incidentsOf('shop');
    const { revision } = await incidents.load(AT);
    await incidents.commit(changes(revision, 2));
    const last = await store.events.lastSequence();
    await restoreInto(store, text, true);
    expect(await incidents.commit(changes(revision + 1, 3))).toBe(false);
    const snapshot = await incidents.load(AT);
    expect(snapshot.lastNumber).toBe(2);
    expect(snapshot.revision).toBeGreaterThan(revision + 1);
    const [event] = await store.events.append([anEvent('instance.started')]);
    expect(event?.sequence).toBeGreaterThan(last);
  });

  it('goes with what machines did since, which is read again from where the backup left off', async () => {
    const { store } = await filledStore();
    const text = await backupOf(store);
    await store.ingest('spool', { from: await store.cursorOf('spool'), to: 'boot:8' }, [anEvent('instance.ready')]);
    await restoreInto(store, text);
    expect(await store.cursorOf('spool')).toBe('boot:7');
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, text.lastIndexOf('{"end"'))],
    ['changed', (text: string) => text.replace('ServiceDown', 'ServiceDawn')],
    ['short of a row', (text: string) => text.replace(/^\["alerts".*\n/m, '')],
    ['longer than it ends', (text: string) => `${text}["alerts",{}]\n`],
    ['empty', () => ''],
    ['something else', () => 'hello\n'],
    ['cut off within a line', (text: string) => `${text.slice(0, text.length / 2)}\n`],
  ])('of a file that is %s changes nothing', async (_what, damage) => {
    const { store, url } = await filledStore();
    const text = await backupOf(store);
    const before = await contentOf(url);
    await expect(restoreInto(store, damage(text), true)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
    expect(await contentOf(url)).toEqual(before);
  });

  it('refuses what a newer version took', async () => {
    const { store } = await filledStore();
    const text = await backupOf(store);
    const newer = text.replace('"migrations":[', '"migrations":["9999-tomorrow",');
    await expect(restoreInto(store, newer)).rejects.toMatchObject({ code: 'BACKUP_NEWER' });
    await expect(restoreInto(store, text.replace('"format":1', '"format":2'))).rejects.toMatchObject({
      code: 'BACKUP_NEWER',
    });
  });
});
