/** Who watches, and who is told: real Prometheus, Alertmanager and exporters around a small platform. */
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NinesEvent, RecordedEvent } from '@nines/kernel';
import { recordedEvents as readSpool } from '@nines/runtime-process';
import { testTool } from '@nines/testkit/tools';
import { AlertReceiver } from '../bench/harness/alert-receiver.ts';
import type { ReceivedAlert } from '../bench/harness/alert-receiver.ts';
import { freePorts } from '../bench/harness/ports.ts';
import { holdDown } from './platform/hold-down.ts';
import { ask, server } from './platform/services.ts';
import { kill, TestPlatform, until } from './platform/test-platform.ts';

/** How long a part is held down: Prometheus needs 15 s to be sure of a target, and some to tell. */
const HOLD_TIMEOUT_MS = 60_000;
const TOLD_TIMEOUT_MS = 60_000;
/** In which rules find out as well, and stay silent. */
const RULES_TOO_MS = 25_000;
/** How much earlier a dependent may fail than what it depends on. */
const DEPENDENT_FIRST_MS = 500;
const MINUTE_MS = 60_000;
/** While the server is away. */
const CRASHES = 5;
/** After what was expected, time in which something else could be told. */
const QUIET_MS = 4_000;

let receiver: AlertReceiver;
let beats: AlertReceiver;
let platform: TestPlatform;
let ports: Readonly<Record<'web' | 'back' | 'database', number>>;

beforeAll(async () => {
  await testTool('prometheus');
  receiver = await AlertReceiver.start();
  beats = await AlertReceiver.start();
  const [web = 0, back = 0, database = 0] = await freePorts(3);
  ports = { web, back, database };
  platform = await TestPlatform.create({});
  await platform.write(
    {
      web: { ...server(web, 2, { 'sick-if': join(platform.directory, 'web-is-sick') }), dependsOn: ['back'] },
      back: { ...server(back, 1, { 'sick-if': join(platform.directory, 'back-is-sick') }), tier: 1 },
      database: { engine: 'postgres', port: database },
    },
    {
      monitoring: {},
      notify: {
        heartbeat: { url: beats.url, every: '1s' },
        webhooks: [{ name: 'test', url: receiver.url, receives: 'all' }],
      },
    },
  );
  await platform.up();
});

afterAll(async () => {
  await platform.remove();
  receiver.stop();
  beats.stop();
});

async function urlOf(workload: string): Promise<string> {
  const { url } = await platform.service(workload);
  if (url === null) throw new Error(`${workload} has no address`);
  return url;
}

interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly health: string;
}

async function targets(): Promise<readonly Target[]> {
  const answer = await fetch(`${await urlOf('nines-prometheus')}/api/v1/targets?state=active`);
  return ((await answer.json()) as { data: { activeTargets: Target[] } }).data.activeTargets;
}

async function everyTargetUp(): Promise<void> {
  await until(
    'every target is up',
    async () => {
      const found = await targets();
      return found.length >= 9 && found.every(({ health }) => health === 'up');
    },
    TOLD_TIMEOUT_MS,
  );
}

/** Pages only: tickets are no interruption. */
function isPage({ labels, status }: ReceivedAlert): boolean {
  return status === 'firing' && labels['severity'] === 'critical';
}

function nameOf({ labels }: ReceivedAlert): string {
  return `${labels['alertname']} ${labels['service']}`;
}

function pagesSince(since: number): readonly string[] {
  return [...new Set(receiver.received(since).filter(isPage).map(nameOf))];
}

async function told(since: number, status: ReceivedAlert['status'], name: string): Promise<ReceivedAlert> {
  const limit = AbortSignal.timeout(TOLD_TIMEOUT_MS);
  return receiver.next(since, (alert) => alert.status === status && nameOf(alert) === name, limit);
}

/** Nothing of what was broken before is still being told. */
async function allQuiet(): Promise<void> {
  await until(
    'no alert is active',
    async () => (await activeAlerts()).every((name) => /^(Watchdog|Recovering) /.test(name)),
    TOLD_TIMEOUT_MS,
  );
}

async function activeAlerts(): Promise<readonly string[]> {
  const answer = await fetch(`${await urlOf('nines-alertmanager')}/api/v2/alerts`).catch(() => undefined);
  if (answer?.ok !== true) return ['Alertmanager does not answer'];
  const alerts = (await answer.json()) as readonly { readonly labels: Readonly<Record<string, string>> }[];
  return alerts.map(({ labels }) => `${labels['alertname']} ${labels['service']}`);
}

test('everything is watched, nothing is wrong, and the far end of the dead man’s switch hears so', async () => {
  await everyTargetUp();
  const jobs = new Set((await targets()).map(({ labels }) => labels['job']));
  expect([...jobs].toSorted()).toEqual(
    [
      'mesh',
      'nines-alertmanager',
      'nines-blackbox-exporter',
      'nines-node-exporter',
      'nines-postgres-exporter',
      'nines-probe',
      'nines-prometheus',
      'nines-server',
    ].toSorted(),
  );
  await allQuiet();
  await beats.next(0, ({ labels }) => labels['alertname'] === 'Watchdog', AbortSignal.timeout(TOLD_TIMEOUT_MS));
  expect(receiver.received().map(nameOf)).toEqual([]);
  const { code, stdout } = await platform.nines('alert', 'list');
  expect({ code, stdout }).toMatchObject({ code: 0 });
});

test('an outage is told within seconds, once, and so is its end; a crash that heals is told to nobody', async () => {
  const healed = performance.now();
  kill((await ask(ports.back)).pid, 'SIGKILL');
  await until('it serves again', async () => (await ask(ports.back)).pid > 0);
  const sick = join(platform.directory, 'back-is-sick');
  await sleep(QUIET_MS);
  expect(receiver.received(healed).map(nameOf)).toEqual([]);

  const began = performance.now();
  await writeFile(sick, '');
  try {
    kill((await platform.instances('back'))[0]?.pid ?? 0, 'SIGKILL');
    await told(began, 'firing', 'ServiceDown back');
    await sleep(QUIET_MS);
    expect(pagesSince(began)).toEqual(['ServiceDown back']);
  } finally {
    await rm(sick);
  }
  await told(began, 'resolved', 'ServiceDown back');
  await allQuiet();
});

test('a service that fails just before what it depends on is not what people are called for', async () => {
  const dependents = await platform.instances('web');
  const [dependency] = await platform.instances('back');
  const sick = ['web', 'back'].map((name) => join(platform.directory, `${name}-is-sick`));
  const began = performance.now();
  for (const file of sick) await writeFile(file, '');
  try {
    for (const { pid } of dependents) kill(pid ?? 0, 'SIGKILL');
    await sleep(DEPENDENT_FIRST_MS);
    kill(dependency?.pid ?? 0, 'SIGKILL');
    await told(began, 'firing', 'ServiceDown back');
    await sleep(QUIET_MS);
    expect(pagesSince(began)).toEqual(['ServiceDown back']);
  } finally {
    for (const file of sick) await rm(file);
  }
  await told(began, 'resolved', 'ServiceDown back');
  await allQuiet();
});

/** Programs of Nines, told apart from those of other platforms by their environment. */
function ours(program: string): (command: string, pid: number) => boolean {
  return (command, pid) =>
    command.split(' ').some((word) => word.endsWith(program) && !word.startsWith('--')) &&
    !command.includes('guard.sh') &&
    environmentOf(pid).includes(platform.directory);
}

/** The server of a PostgreSQL cluster of this platform. */
function clusterOf(engine: string): (command: string) => boolean {
  const cluster = platform.state('data', engine, 'cluster');
  return (command) => command.includes(`-D ${cluster} `);
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

describe('a part of Nines that is held down is told of, and nobody is called for anything else', () => {
  /** Programs of others are told apart by the address on their command line. */
  const onPortOf = async (part: string): Promise<(command: string) => boolean> => {
    const [instance] = await platform.instances(part);
    const address = `--web.listen-address=127.0.0.1:${instance?.port ?? 0}`;
    return (command) => command.includes(address);
  };

  test.for([
    ['nines-prometheus', 'MonitoringDown nines-prometheus', ['MonitoringDown nines-prometheus']],
    ['nines-node-exporter', 'MonitoringDown nines-node-exporter', []],
    ['nines-blackbox-exporter', 'MonitoringDown nines-blackbox-exporter', []],
    ['nines-postgres-exporter-database', 'MonitoringDown nines-postgres-exporter-database', []],
  ] as const)('%s', async ([part, alert, pages]) => {
    const began = performance.now();
    const release = holdDown(await onPortOf(part));
    try {
      await told(began, 'firing', alert);
      await sleep(QUIET_MS);
    } finally {
      await release();
    }
    expect(pagesSince(began)).toEqual(pages);
    await told(began, 'resolved', alert);
    await allQuiet();
  });

  test.for([
    ['mesh', 'ServiceDown mesh', () => ours('apps/mesh/src/main.ts')],
    ['nines-state', 'ServiceDown nines-state', () => clusterOf('nines-state')],
    ['database', 'ServiceDown database', () => clusterOf('database')],
  ] as const)('%s', async ([, alert, victims]) => {
    await everyTargetUp();
    const began = performance.now();
    const release = holdDown(victims());
    try {
      await told(began, 'firing', alert);
      await sleep(RULES_TOO_MS);
    } finally {
      await release();
    }
    expect(pagesSince(began)).toEqual([alert]);
    await told(began, 'resolved', alert);
    await allQuiet();
  });

  test('nines-alertmanager: the heartbeat stops', async () => {
    const began = performance.now();
    const release = holdDown(await onPortOf('nines-alertmanager'));
    try {
      await sleep(2_000);
      const silentSince = performance.now();
      await sleep(QUIET_MS);
      expect(beats.received(silentSince)).toEqual([]);
    } finally {
      await release();
    }
    const back = performance.now();
    await beats.next(back, () => true, AbortSignal.timeout(TOLD_TIMEOUT_MS));
    await allQuiet();
    expect(pagesSince(began).filter((name) => !name.endsWith('nines-alertmanager'))).toEqual([]);
  });

  test('the supervisor is away, and what it ran runs on', async () => {
    const began = performance.now();
    const release = holdDown(ours('apps/supervisor/src/main.ts'));
    try {
      await told(began, 'firing', 'MonitoringDown supervisor');
      await expect(ask(ports.web)).resolves.toBeDefined();
    } finally {
      await release();
    }
    expect(pagesSince(began)).toEqual(['MonitoringDown supervisor']);
    await told(began, 'resolved', 'MonitoringDown supervisor');
    await allQuiet();
  });
});

test('an Alertmanager that is killed during an outage neither ends it by mistake nor misses its end', async () => {
  const began = performance.now();
  const sick = join(platform.directory, 'back-is-sick');
  const [alertmanager] = await platform.instances('nines-alertmanager');
  const after = (await recordedEvents()).at(-1)?.sequence ?? 0;
  const endings = async (): Promise<readonly RecordedEvent[]> => {
    const events = await recordedEvents(after);
    return events.filter(({ type, data }) => type === 'alert.resolved' && JSON.stringify(data).includes('ServiceDown'));
  };
  await writeFile(sick, '');
  try {
    kill((await platform.instances('back'))[0]?.pid ?? 0, 'SIGKILL');
    await told(began, 'firing', 'ServiceDown back');
    kill(alertmanager?.pid ?? 0, 'SIGKILL');
    await until('it knows again', async () => (await activeAlerts()).includes('ServiceDown back'), TOLD_TIMEOUT_MS);
    await sleep(QUIET_MS);
    const resolved = receiver.received(began).filter(({ status }) => status === 'resolved');
    expect(resolved.map(nameOf).filter((name) => name === 'ServiceDown back')).toEqual([]);
    expect(await endings()).toEqual([]);
  } finally {
    await rm(sick);
  }
  await told(began, 'resolved', 'ServiceDown back');
  await until('the log has its end', async () => (await endings()).length === 1);
  await allQuiet();
});

test('what happens while the server is held down is in the log afterwards, in order, and alerts are right', async () => {
  const began = performance.now();
  const port = (await platform.instances('nines-server'))[0]?.port ?? 0;
  await everyTargetUp();
  const release = holdDown(ours('apps/server/src/main.ts'));
  try {
    for (let crash = 0; crash < CRASHES; crash += 1) {
      kill((await platform.instances('web'))[0]?.pid ?? 0, 'SIGKILL');
      await sleep(MINUTE_MS / CRASHES);
    }
    await told(began, 'firing', 'TargetDown nines-server');
  } finally {
    await release();
  }
  await until('the server answers', async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, HOLD_TIMEOUT_MS);
  const spooled = spooledEvents().map(({ id }) => id);
  await until('the log has all of it', async () => {
    const recorded = new Set((await recordedEvents()).map(({ id }) => id));
    return spooled.every((id) => recorded.has(id));
  });
  const recorded = (await recordedEvents()).filter(({ source }) => source === 'supervisor');
  expect(recorded.map(({ id }) => id).filter((id) => spooled.includes(id))).toEqual(spooled);
  expect(new Set(recorded.map(({ id }) => id)).size).toBe(recorded.length);
  await allQuiet();
});

/** What the supervisor wrote down. */
function spooledEvents(): readonly NinesEvent[] {
  return [...readSpool(platform.state('events'))];
}

/** What the server has stored. */
async function recordedEvents(since = 0): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  const url = await urlOf('nines-server');
  for (let after = since; ;) {
    const answer = await fetch(`${url}/api/v1/events?after=${after}&limit=500`);
    const { data } = (await answer.json()) as { readonly data: readonly RecordedEvent[] };
    events.push(...data);
    const last = data.at(-1);
    if (last === undefined) return events;
    after = last.sequence;
  }
}
