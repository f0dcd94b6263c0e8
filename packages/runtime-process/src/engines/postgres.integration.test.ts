import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { freePort } from '@nines/testkit/ports';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { launchInstance } from '../launch/launch-instance.ts';
import type { Instance } from '../launch/instance.ts';
import { runProbe } from '../probes/run-probe.ts';
import { findEngineUser } from './engine-user.ts';
import { preparePostgres, type EngineWorkload } from './postgres.ts';

let directory: string;
let launched: Instance[];
let port: number;
const uid = process.getuid?.() ?? 0;

beforeEach(async () => {
  directory = mkdtempSync(`${tmpdir()}/nines-engine-`);
  chmodSync(directory, 0o711);
  mkdirSync(`${directory}/data`, { mode: 0o711 });
  launched = [];
  port = await freePort();
});

afterEach(async () => {
  for (const instance of launched) await instance.kill();
  rmSync(directory, { recursive: true });
});

const prepare = (version = 18) =>
  preparePostgres({
    service: 'postgres',
    database: 'talent',
    version,
    dataDirectory: `${directory}/data`,
    password: 'p/w',
    uid,
  });

async function start(engine: EngineWorkload, incarnation: number): Promise<Instance> {
  const instance = await launchInstance({
    slot: 'postgres-0',
    incarnation,
    revision: 'r1',
    port,
    argv: engine.argv(port),
    cwd: engine.cwd,
    env: engine.env,
    ...(engine.user && { user: engine.user }),
    runDirectory: `${directory}/run`,
    stdoutFile: `${directory}/out`,
    stderrFile: `${directory}/err`,
    marker: `${directory}/postgres-0/${incarnation}`,
  });
  launched.push(instance);
  return instance;
}

async function ready(engine: EngineWorkload): Promise<void> {
  const ask = () => runProbe(engine.probe('127.0.0.1', port), 1_000, new AbortController().signal);
  await expect
    .poll(ask, { timeout: 20_000, interval: 20, message: readFileSync(`${directory}/err`, 'utf8') })
    .toEqual({ ok: true });
}

async function query(engine: EngineWorkload, text: string): Promise<readonly unknown[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: engine.url('127.0.0.1', port) });
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}

test(
  'starts from nothing, stops at once, and keeps its data over SIGKILL amid a busy query',
  { timeout: 60_000 },
  async () => {
    const engine = prepare();
    const first = await start(engine, 1);
    await ready(engine);
    await query(engine, 'CREATE TABLE kept AS SELECT 42 AS answer');
    for (const pid of first.members()) expect(environment(pid)).not.toContain('p/w');
    const busy = query(engine, 'SELECT count(*) FROM generate_series(1, 1e12)').catch(() => 'broken off');
    await expect.poll(() => first.members().length).toBeGreaterThan(6);
    first.signal('SIGKILL');
    expect(await first.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(await busy).toBe('broken off');
    const second = await start(prepare(), 2);
    await ready(engine);
    expect(await query(engine, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    second.signal('SIGINT');
    expect(await second.exited).toEqual({ code: 0, signal: null, unstartable: false, leftOver: 0 });
  },
);

test('takes no stale pid file for a running server', { timeout: 60_000 }, async () => {
  const engine = prepare();
  const first = await start(engine, 1);
  await ready(engine);
  const pidFile = `${directory}/data/postgres/cluster/postmaster.pid`;
  const lines = readFileSync(pidFile, 'utf8');
  await first.kill();
  await first.exited;
  writeFileSync(pidFile, lines.replace(/^\d+/, '1'));
  await start(engine, 2);
  await ready(engine);
});

test('refuses data that is damaged or of another version, and leaves it alone', () => {
  const cluster = `${directory}/data/postgres/cluster`;
  mkdirSync(`${cluster}/global`, { recursive: true });
  writeFileSync(`${cluster}/PG_VERSION`, '17\n');
  expect(prepare).toThrow(expect.objectContaining({ code: 'ENGINE_DATA_CORRUPT' }));
  for (const name of ['base', 'pg_wal']) mkdirSync(`${cluster}/${name}`);
  writeFileSync(`${cluster}/global/pg_control`, Buffer.alloc(8_192));
  expect(prepare).toThrow(expect.objectContaining({ code: 'ENGINE_DATA_VERSION' }));
  expect(() => prepare(9)).toThrow(expect.objectContaining({ code: 'ENGINE_VERSION_UNAVAILABLE' }));
  expect(existsSync(`${cluster}/PG_VERSION`)).toBe(true);
});

test('finds an unprivileged user for root only', () => {
  expect(findEngineUser(1000, '')).toBeUndefined();
  expect(findEngineUser(0, 'root:x:0:0::/:\nnobody:x:65534:65534::/:\n')).toEqual({ uid: 65_534, gid: 65_534 });
  expect(() => findEngineUser(0, 'root:x:0:0::/:')).toThrow(expect.objectContaining({ code: 'ENGINE_NO_USER' }));
});

function environment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
