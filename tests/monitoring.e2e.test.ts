/** Who watches, and who is told: real Prometheus, Alertmanager and exporters around a small platform. */
import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventPage } from '@nines/api';
import type { NinesEvent, RecordedEvent } from '@nines/kernel';
import { recordedEvents as readSpool } from '@nines/runtime-process';
import { holdDown } from './platform/hold-down.ts';
import { ask } from './platform/services.ts';
import { kill, until } from './platform/test-platform.ts';
import { nameOf, TOLD_TIMEOUT_MS, WatchedPlatform } from './platform/watched-platform.ts';

/** How long a part is held down: Prometheus needs 15 s to be sure of a target, and some to tell. */
const HOLD_TIMEOUT_MS = 60_000;
/** How much earlier a dependent may fail than what it depends on. */
const DEPENDENT_FIRST_MS = 500;
/** How long the server is away: long enough for rules to tell of it. */
const AWAY_MS = 20_000;
/** While the server is away. */
const CRASHES = 5;
/** After what was expected, time in which something else could be told. */
const QUIET_MS = 4_000;

let watched: WatchedPlatform;

beforeAll(async () => {
  watched = await WatchedPlatform.start();
});

afterAll(async () => watched.remove());

test('everything is watched, nothing is wrong, and the far end of the dead man’s switch hears so', async () => {
  await watched.everyTargetUp();
  const jobs = new Set((await watched.targets()).map(({ labels }) => labels['job']));
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
  await watched.allQuiet();
  await watched.beats.next(0, ({ labels }) => labels['alertname'] === 'Watchdog', AbortSignal.timeout(TOLD_TIMEOUT_MS));
  expect(watched.receiver.received().map(nameOf)).toEqual([]);
  const { code, stdout } = await watched.platform.nines('alert', 'list');
  expect({ code, stdout }).toMatchObject({ code: 0 });
});

test('an outage is told within seconds, once, and so is its end; a crash that heals is told to nobody', async () => {
  const healed = performance.now();
  kill((await ask(watched.ports.back)).pid, 'SIGKILL');
  await until('it serves again', async () => (await ask(watched.ports.back)).pid > 0);
  const sick = watched.sickness('back');
  await sleep(QUIET_MS);
  expect(watched.receiver.received(healed).map(nameOf)).toEqual([]);

  const began = performance.now();
  await writeFile(sick, '');
  try {
    kill((await watched.platform.instances('back'))[0]?.pid ?? 0, 'SIGKILL');
    await watched.told(began, 'firing', 'ServiceDown back');
    await sleep(QUIET_MS);
    expect(watched.pagesSince(began)).toEqual(['ServiceDown back']);
  } finally {
    await rm(sick);
  }
  await watched.told(began, 'resolved', 'ServiceDown back');
  await watched.allQuiet();
});

test('a service that fails just before what it depends on is not what people are called for', async () => {
  const dependents = await watched.platform.instances('web');
  const [dependency] = await watched.platform.instances('back');
  const sick = [watched.sickness('web'), watched.sickness('back')];
  const began = performance.now();
  for (const file of sick) await writeFile(file, '');
  try {
    for (const { pid } of dependents) kill(pid ?? 0, 'SIGKILL');
    await sleep(DEPENDENT_FIRST_MS);
    kill(dependency?.pid ?? 0, 'SIGKILL');
    await watched.told(began, 'firing', 'ServiceDown back');
    await sleep(QUIET_MS);
    expect(watched.pagesSince(began)).toEqual(['ServiceDown back']);
  } finally {
    for (const file of sick) await rm(file);
  }
  await watched.told(began, 'resolved', 'ServiceDown back');
  await watched.allQuiet();
});

describe('a part of Nines that is held down is told of, and nobody is called for anything else', () => {
  test('Prometheus: the server tells, by itself', async () => {
    const began = performance.now();
    const release = holdDown(await watched.onPortOf('nines-prometheus'));
    try {
      await watched.told(began, 'firing', 'MonitoringDown nines-prometheus');
      await sleep(QUIET_MS);
    } finally {
      await release();
    }
    expect(watched.pagesSince(began)).toEqual(['MonitoringDown nines-prometheus']);
    await watched.told(began, 'resolved', 'MonitoringDown nines-prometheus');
    await watched.allQuiet();
  });

  test('nines-alertmanager: the heartbeat stops', async () => {
    const began = performance.now();
    const release = holdDown(await watched.onPortOf('nines-alertmanager'));
    try {
      await sleep(2_000);
      const silentSince = performance.now();
      await sleep(QUIET_MS);
      expect(watched.beats.received(silentSince)).toEqual([]);
    } finally {
      await release();
    }
    const back = performance.now();
    await watched.beats.next(back, () => true, AbortSignal.timeout(TOLD_TIMEOUT_MS));
    await watched.allQuiet();
    expect(watched.pagesSince(began).filter((name) => !name.endsWith('nines-alertmanager'))).toEqual([]);
  });

  test('the supervisor is away, and what it ran runs on', async () => {
    const began = performance.now();
    const release = holdDown(watched.ours('apps/supervisor/src/main.ts'));
    try {
      await watched.told(began, 'firing', 'MonitoringDown supervisor');
      await expect(ask(watched.ports.web)).resolves.toBeDefined();
    } finally {
      await release();
    }
    expect(watched.pagesSince(began)).toEqual(['MonitoringDown supervisor']);
    await watched.told(began, 'resolved', 'MonitoringDown supervisor');
    await watched.allQuiet();
  });
});

test('an Alertmanager that is killed during an outage neither ends it by mistake nor misses its end', async () => {
  const began = performance.now();
  const sick = watched.sickness('back');
  const [alertmanager] = await watched.platform.instances('nines-alertmanager');
  const after = (await recordedEvents()).at(-1)?.sequence ?? 0;
  const endings = async (): Promise<readonly RecordedEvent[]> => {
    const events = await recordedEvents(after);
    return events.filter(({ type, data }) => type === 'alert.resolved' && JSON.stringify(data).includes('ServiceDown'));
  };
  await writeFile(sick, '');
  try {
    kill((await watched.platform.instances('back'))[0]?.pid ?? 0, 'SIGKILL');
    await watched.told(began, 'firing', 'ServiceDown back');
    kill(alertmanager?.pid ?? 0, 'SIGKILL');
    await until(
      'it knows again',
      async () => (await watched.activeAlerts()).includes('ServiceDown back'),
      TOLD_TIMEOUT_MS,
    );
    await sleep(QUIET_MS);
    const resolved = watched.receiver.received(began).filter(({ status }) => status === 'resolved');
    expect(resolved.map(nameOf).filter((name) => name === 'ServiceDown back')).toEqual([]);
    expect(await endings()).toEqual([]);
  } finally {
    await rm(sick);
  }
  await watched.told(began, 'resolved', 'ServiceDown back');
  await until('the log has its end', async () => (await endings()).length === 1);
  await watched.allQuiet();
});

test('what happens while the server is held down is in the log afterwards, in order, and alerts are right', async () => {
  const began = performance.now();
  const port = (await watched.platform.instances('nines-server'))[0]?.port ?? 0;
  await watched.everyTargetUp();
  const release = holdDown(watched.ours('apps/server/src/main.ts'));
  try {
    for (let crash = 0; crash < CRASHES; crash += 1) {
      kill((await watched.platform.instances('web'))[0]?.pid ?? 0, 'SIGKILL');
      await sleep(AWAY_MS / CRASHES);
    }
    await watched.told(began, 'firing', 'TargetDown nines-server');
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
  await watched.allQuiet();
});

/** What the supervisor wrote down. */
function spooledEvents(): readonly NinesEvent[] {
  return [...readSpool(watched.platform.state('events'))];
}

/** What the server has stored. */
async function recordedEvents(since = 0): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (let after = since; ;) {
    const { data } = await watched.platform.read<EventPage>(`/api/v1/events?after=${after}&limit=500`);
    events.push(...data);
    const last = data.at(-1);
    if (last === undefined) return events;
    after = last.sequence;
  }
}
