import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { identifyProcess, isAlive, signalProcess } from './process-identity.ts';
import { parseProcessStat, readProcessStat } from './process-stat.ts';
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
  const usage = async () => (await sampler.sample([pid], performance.now())).get(pid);
  await expect.poll(async () => (await usage())?.cpuCores).toBeGreaterThan(0);
  expect((await usage())?.memoryBytes).toBeGreaterThan(100_000);
});

test('counts the time in which a process waits for a CPU as well', async (ctx) => {
  if (!existsSync('/proc/self/schedstat')) ctx.skip('this kernel keeps no statistics of its scheduler');
  const pids = ['one', 'two', 'three', 'four'].map(() =>
    start('taskset', '-c', '0', 'sh', '-c', 'while :; do :; done'),
  );
  // Each gets a quarter of the CPU at the best, and wants all of it.
  const waitedMs = (pid: number): number => (readProgress(pid)?.cpuMs ?? 0) - (readProcessStat(pid)?.cpuMs ?? 0);
  await expect.poll(() => pids.every((pid) => waitedMs(pid) > 200)).toBe(true);
  await expect.poll(() => pids.map((pid) => readProgress(pid)?.busy)).toEqual(pids.map(() => true));
  const idle = start('sleep', '1000');
  await expect.poll(() => readProgress(idle)?.busy).toBe(false);
});

test('sees that a process is stopped', async () => {
  const pid = start('sleep', '1000');
  process.kill(pid, 'SIGSTOP');
  await expect.poll(() => readProgress(pid)?.stopped).toBe(true);
  expect(readProgress(2 ** 22 + 1)).toBeUndefined();
});
