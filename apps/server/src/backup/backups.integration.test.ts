import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { NinesError } from '@nines/kernel';
import { openStore } from '@nines/store';
import type { Store } from '@nines/store';
import { systemClock } from '@nines/system-clock';
import { startTestPostgres } from '@nines/testkit/postgres';
import type { TestPostgres } from '@nines/testkit/postgres';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Silence } from '@nines/api';
import type { ServerApp } from '../http/fastify-app.ts';
import { createTestApp } from '../testing/test-app.ts';
import { Backups } from './backups.ts';

let postgres: TestPostgres;
let store: Store;
let app: ServerApp;
let silences: Silence[] = [];
/** Alertmanager answers so often; then it is away. */
let answers = Infinity;
let directory: string;
/** As of when the state is that was restored last. */
let restoredTo: number | undefined;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'nines-backups-'));
  postgres = await startTestPostgres();
  store = await openStore({ url: postgres.url, clock: systemClock, signal: AbortSignal.timeout(20_000) });
  const backups = new Backups({
    store: () => store,
    silences: {
      list: async () => {
        answer();
        return silences;
      },
      create: async ({ by, comment, durationSeconds, matchers, startsAt = new Date().toISOString() }) => {
        answer();
        if (comment === 'refused') throw new NinesError('API_BAD_REQUEST', 'Alertmanager does not take it');
        const endsAt = new Date(Math.round(Date.parse(startsAt) + durationSeconds * 1_000)).toISOString();
        silences = [...silences, { ...aSilence(comment), by, startsAt, endsAt, matchers }];
        return 'id';
      },
    },
    catalog: () => ({ name: 'shop', file: import.meta.filename }),
    directory,
    newId: randomUUID,
    onRestored: (takenAtMs) => {
      restoredTo = takenAtMs;
    },
    clock: systemClock,
    log: () => undefined,
  });
  app = createTestApp({ backups });
});

afterAll(async () => {
  await app.close();
  await store.close();
  await postgres.remove();
  rmSync(directory, { recursive: true });
});

function answer(): void {
  answers -= 1;
  if (answers < 0) throw new NinesError('SERVER_PART_AWAY', 'Alertmanager does not answer');
}

beforeEach(() => {
  answers = Infinity;
  silences = [];
});

function aSilence(comment: string): Silence {
  const matchers = [{ name: 'service', value: 'api', isRegex: false, isEqual: true }];
  const [startsAt, endsAt] = ['2020-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z'];
  return { id: randomUUID(), state: 'active', matchers, startsAt, endsAt, by: 'ana', comment };
}

async function happens(type: string, subject = 'api'): Promise<void> {
  const time = new Date().toISOString();
  await store.events.append([{ id: randomUUID(), type, source: 'test', subject, time, data: {} }]);
}

async function taken(): Promise<Buffer> {
  const answer = await app.inject({ url: '/api/v1/backup' });
  expect(answer.headers['content-type']).toBe('application/gzip');
  return answer.rawPayload;
}

async function restored(payload: Buffer, force = false) {
  const url = `/api/v1/restore${force ? '?force=true' : ''}`;
  const headers = { 'content-type': 'application/gzip' };
  const answer = await app.inject({ method: 'POST', url, headers, payload });
  return { status: answer.statusCode, ...answer.json<Record<string, unknown>>() };
}

it('what a backup holds comes back, with silences that are missing, and is recorded', async () => {
  await happens('incident.opened', 'line\u2028separator\r'); // ends no line
  silences = [aSilence('deploy')];
  const file = await taken();
  expect(gunzipSync(file).toString()).toContain('"platform":"shop"');
  silences = [];
  await happens('instance.started');
  const all = { status: 200, silencesMissing: 0 };
  const tookAt = Date.now();
  expect(await restored(file)).toMatchObject({ ...all, platform: 'shop', silences: 1, rows: { events: 1 } });
  expect(restoredTo).toBeGreaterThan(tookAt - 60_000);
  expect(restoredTo).toBeLessThanOrEqual(tookAt);
  expect(await restored(file)).toMatchObject({ ...all, silences: 0 });
  const types = (await store.events.read(0, 10)).map(({ type }) => type);
  expect(types).toEqual(['incident.opened', 'state.restored']);
});

it('a silence that is yet to begin begins when it was to begin', async () => {
  const [startsAt, endsAt] = ['2098-01-01T00:00:00.000Z', '2098-01-01T00:30:00.500Z'];
  const planned: Silence = { ...aSilence('planned'), state: 'pending', startsAt, endsAt };
  silences = [planned];
  const file = await taken();
  silences = [{ ...planned, startsAt: '2097-01-01T00:00:00.000Z', endsAt: '2097-01-01T00:30:00.000Z' }];
  expect(await restored(file)).toMatchObject({ silences: 1 });
  expect(silences.at(-1)).toMatchObject({ startsAt, endsAt });
  expect(await restored(file)).toMatchObject({ silences: 0 });
});

it.each([
  ['before it is asked', 0, 2],
  ['before all are made', 2, 1],
])(
  'where Alertmanager goes away %s, the state is restored, and told how many silences are not',
  async (_, times, silencesMissing) => {
    silences = [aSilence('deploy'), aSilence('disks')];
    const file = await taken();
    silences = [];
    answers = times;
    await happens('instance.started');
    expect(await restored(file)).toMatchObject({ status: 200, silences: null, silencesMissing });
    expect((await store.events.read(0, 10)).at(-1)).toMatchObject({ type: 'state.restored' });
  },
);

it('a silence that Alertmanager does not take keeps no other from being put back', async () => {
  silences = [aSilence('deploy'), aSilence('refused'), aSilence('disks')];
  const file = await taken();
  silences = [];
  expect(await restored(file)).toMatchObject({ status: 200, silences: null, silencesMissing: 1 });
  expect(silences.map(({ comment }) => comment)).toEqual(['deploy', 'disks']);
});

it('a backup that is taken while Alertmanager is away says that it has no silences', async () => {
  const url = '/api/v1/backup';
  expect((await app.inject({ url })).headers['nines-backup-lacks']).toBeUndefined();
  answers = 0;
  const { headers, rawPayload } = await app.inject({ url });
  expect(headers['nines-backup-lacks']).toBe('silences');
  answers = Infinity;
  expect(await restored(rawPayload)).toMatchObject({ status: 200, silences: null, silencesMissing: null });
});

it('a damaged file, an older one, and what is none are refused in words', async () => {
  const file = await taken();
  expect(await restored(file.subarray(0, file.length - 20))).toMatchObject({ status: 422, code: 'BACKUP_DAMAGED' });
  expect(await restored(Buffer.from('hello'))).toMatchObject({ status: 422, code: 'BACKUP_DAMAGED' });
  const headless = gzipSync('{"nines":"backup","header":null}\n');
  expect(await restored(headless)).toMatchObject({ status: 422, code: 'BACKUP_DAMAGED' });
  const endless = gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1, 'x'));
  expect(await restored(endless)).toMatchObject({ status: 422, code: 'BACKUP_DAMAGED' });
  await happens('incident.resolved');
  expect(await restored(file)).toMatchObject({ status: 409, code: 'BACKUP_OLDER_THAN_STATE' });
  expect(await restored(file, true)).toMatchObject({ status: 200 });
  expect(readdirSync(directory)).toEqual([]);
});
