import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startGuard } from './guard.ts';
import type { StartedGuard } from './guard.ts';

let stateDirectory: string;
let guard: StartedGuard;

beforeEach(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'nines-guard-'));
  mkdirSync(join(stateDirectory, 'logs'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await guard.end();
  rmSync(stateDirectory, { recursive: true });
});

/** A supervisor that prepares itself, writes its pid to a line of `pids`, and then does as the script says. */
function start(script: string, preparation = ':'): void {
  guard = startGuard({ stateDirectory, command: ['/bin/sh', '-c', `${preparation}; echo $$ >>pids; ${script}`] });
}

function pids(): readonly number[] {
  try {
    return readFileSync(join(stateDirectory, 'pids'), 'utf8').trim().split('\n').map(Number);
  } catch {
    return [];
  }
}

function isAlive(pid: number | undefined): boolean {
  try {
    return process.kill(pid ?? Number.NaN, 0);
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('not in time');
    await sleep(10);
  }
}

test('a supervisor that is killed is replaced, and ends with its guard', async () => {
  start('exec sleep 60');
  await until(() => pids().length === 1);
  process.kill(pids()[0] ?? Number.NaN, 'SIGKILL');
  await until(() => pids().length === 2);
  await guard.end();
  expect(guard.hasEnded()).toBe(true);
  expect(isAlive(guard.pid)).toBe(false);
  expect(isAlive(pids()[1])).toBe(false);
});

test('the guard waits for a supervisor that takes its time to end', async () => {
  start('while :; do sleep 0.05; done', 'trap \'trap "" TERM; sleep 0.3; echo done >>pids; exit 0\' TERM');
  await until(() => pids().length === 1);
  await guard.end();
  expect(readFileSync(join(stateDirectory, 'pids'), 'utf8')).toContain('done');
});

test('a guard that waits before its next try ends at once', async () => {
  // Its second lasts a minute here, so that a busy machine is not taken for a guard that waits.
  writeFileSync(
    join(stateDirectory, 'sleep'),
    '#!/bin/sh\n[ "$1" = 1 ] && exec /bin/sleep 60\nexec /bin/sleep "$@"\n',
    {
      mode: 0o755,
    },
  );
  vi.stubEnv('PATH', `${stateDirectory}:${process.env['PATH'] ?? ''}`);
  start('exit 1');
  await until(() => pids().length === 3);
  await guard.end();
  expect(guard.hasEnded()).toBe(true);
  expect(pids()).toHaveLength(3);
});

test('a guard that is ended at any moment of its beginning leaves nothing', { timeout: 120_000 }, async () => {
  for (let delayMs = 0; delayMs < 20; delayMs += 1) {
    start('exec sleep 60');
    await sleep(delayMs);
    await guard.end();
    expect(guard.hasEnded()).toBe(true);
  }
  expect(pids().filter(isAlive)).toEqual([]);
});

test.for([0, 78])('a supervisor that ends with %i is not replaced', async (code) => {
  start(`exit ${code}`);
  await until(() => guard.hasEnded());
  expect(pids()).toHaveLength(1);
});
