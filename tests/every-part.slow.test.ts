/** Each part of a platform held down in turn: who is told, of what, and of nothing else. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdDown } from './platform/hold-down.ts';
import { WatchedPlatform } from './platform/watched-platform.ts';

/** After what was expected, time in which something else could be told. */
const QUIET_MS = 4_000;
/** In which rules find out as well, and stay silent. */
const RULES_TOO_MS = 25_000;

let watched: WatchedPlatform;

beforeAll(async () => {
  watched = await WatchedPlatform.start();
});

afterAll(async () => watched.remove());

test.for([
  ['nines-prometheus', ['MonitoringDown nines-prometheus']],
  ['nines-node-exporter', []],
  ['nines-blackbox-exporter', []],
  ['nines-postgres-exporter-database', []],
] as const)('%s', async ([part, pages]) => {
  await heldDown(`MonitoringDown ${part}`, await watched.onPortOf(part), QUIET_MS, pages);
});

test.for([
  ['mesh', () => watched.ours('apps/mesh/src/main.ts')],
  ['nines-state', () => watched.clusterOf('nines-state')],
  ['database', () => watched.clusterOf('database')],
] as const)('%s', async ([part, victims]) => {
  await heldDown(`ServiceDown ${part}`, victims(), RULES_TOO_MS, [`ServiceDown ${part}`]);
});

test('the server', async () => {
  await heldDown('TargetDown nines-server', watched.ours('apps/server/src/main.ts'), QUIET_MS, [
    'TargetDown nines-server',
  ]);
});

test('the supervisor', async () => {
  const victims = watched.ours('apps/supervisor/src/main.ts');
  await heldDown('MonitoringDown supervisor', victims, RULES_TOO_MS, ['MonitoringDown supervisor']);
});

/** @param pages - all that people may be called for */
async function heldDown(
  alert: string,
  victims: Parameters<typeof holdDown>[0],
  watchedForMs: number,
  pages: readonly string[],
): Promise<void> {
  await watched.everyTargetUp();
  const began = performance.now();
  const release = holdDown(victims);
  try {
    await watched.told(began, 'firing', alert);
    await sleep(watchedForMs);
  } finally {
    await release();
  }
  expect(watched.pagesSince(began)).toEqual(pages);
  await watched.told(began, 'resolved', alert);
  await watched.allQuiet();
}
