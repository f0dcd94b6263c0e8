import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { identifyProcess, isAlive, signalProcess } from './process-identity.ts';
import { parseProcessStat } from './process-stat.ts';
import { processTree } from './process-table.ts';
import { readProgress, UsageSampler } from './usage.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const { pid } of children.splice(0)) {
    for (const stat of processTree(pid ?? 0).toReversed()) process.kill(stat.pid, 'SIGKILL');
  }
});

function start(command: string, ...words: string[]): number {
  const child = spawn(command, words, { stdio: 'ignore' });
  children.push(child);
  return child.pid ?? 0;
}

test('reads a stat line whose command name holds brackets and spaces', () => {
  const rest = Array.from({ length: 30 }, (_, index) => index + 5).join(' ');
  expect(parseProcessStat(`42 (a) b (c)) S 7 ${rest}`)).toEqual({
    pid: 42,
    state: 'S',
    parentPid: 7,
    session: 6,
    cpuMs: 290,
    startTicks: 22,
  });
  expect(parseProcessStat('nonsense')).toBeUndefined();
});

test('a zombie and a pid used again count as dead', async () => {
  const pid = start('sleep', '1000');
  const identity = identifyProcess(pid);
  if (identity === undefined) throw new Error('not started');
  expect(isAlive(identity)).toBe(true);
  expect(isAlive({ ...identity, startTicks: identity.startTicks - 1 })).toBe(false);
  expect(isAlive({ ...identity, bootId: 'another' })).toBe(false);
  const ended = once(children[0] ?? process, 'exit');
  process.kill(pid, 'SIGKILL');
  expect(signalProcess({ ...identity, startTicks: 1 }, 'SIGTERM')).toBe(false);
  await ended;
  expect(isAlive(identity)).toBe(false);
});

test('sums up CPU and memory of a process and its descendants', async () => {
  const pid = start('sh', '-c', 'while :; do :; done & sleep 1000');
  await expect.poll(() => processTree(pid).length).toBe(3);
  const sampler = new UsageSampler();
  const began = performance.now();
  expect((await sampler.sample([pid], began)).get(pid)).toMatchObject({ cpuCores: null, memoryIsResident: false });
  await expect.poll(() => readProgress(pid)?.cpuMs ?? 0).toBeGreaterThan(100);
  const usage = (await sampler.sample([pid], performance.now())).get(pid);
  expect(usage?.cpuCores).toBeGreaterThan(0.05);
  expect(usage?.memoryBytes).toBeGreaterThan(100_000);
});

test('counts the time in which a process waits for a CPU as well', async (ctx) => {
  if (!existsSync('/proc/self/schedstat')) ctx.skip('this kernel keeps no statistics of its scheduler');
  const pids = ['one', 'two', 'three', 'four'].map(() =>
    start('taskset', '-c', '0', 'sh', '-c', 'while :; do :; done'),
  );
  await expect.poll(() => pids.every((pid) => (readProgress(pid)?.cpuMs ?? 0) > 20)).toBe(true);
  const began = performance.now();
  const progress = () => pids.map((pid) => readProgress(pid)?.cpuMs ?? 0);
  const before = progress();
  await sleep(500);
  const moved = progress().map((cpuMs, index) => cpuMs - (before[index] ?? 0));
  // Each got a quarter of the CPU at the best, and wanted all of it.
  for (const ms of moved) expect(ms).toBeGreaterThan(0.7 * (performance.now() - began));
});

test('sees that a process is stopped', async () => {
  const pid = start('sleep', '1000');
  process.kill(pid, 'SIGSTOP');
  await expect.poll(() => readProgress(pid)?.stopped).toBe(true);
  expect(readProgress(2 ** 22 + 1)).toBeUndefined();
});
