/** Supervisors that die, disks that fill, commands that misbehave. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rotateLog } from '../output/rotate-log.ts';
import { isAlive } from '../proc/process-identity.ts';
import { isEnded, readProcessStat } from '../proc/process-stat.ts';
import { fullDisk } from '@nines/testkit/full-disk';
import { adoptInstance } from './adopt-instance.ts';
import type { Instance } from './instance.ts';
import { launchInstance, type LaunchSpec } from './launch-instance.ts';

let directory: string;
let launched: Instance[];

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/nines-bad-`);
  launched = [];
});

afterEach(async () => {
  for (const instance of launched) await instance.kill();
  rmSync(directory, { recursive: true });
});

function specFor(text: string, output = directory): LaunchSpec {
  return {
    slot: 'web-0',
    incarnation: 4,
    revision: 'r1',
    port: null,
    argv: ['/bin/sh', '-c', text],
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '' },
    runDirectory: `${directory}/web-0`,
    stdoutFile: `${output}/out`,
    stderrFile: `${output}/err`,
    marker: `${directory}/web-0/4`,
  };
}

/** Launches in a process of its own, as a supervisor would, and kills that. */
async function launchAndDie(spec: LaunchSpec): Promise<number> {
  const source = `const { launchInstance } = await import(${JSON.stringify(import.meta.resolve('./launch-instance.ts'))});
    console.log((await launchInstance(${JSON.stringify(spec)})).pid);`;
  const supervisor = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(supervisor, 'exit');
  const [pid] = (await once(supervisor.stdout, 'data')) as [Buffer];
  supervisor.kill('SIGKILL');
  await ended;
  return Number(pid.toString());
}

async function adopt(spec: LaunchSpec): Promise<Instance> {
  const adoption = await adoptInstance(spec);
  if (adoption?.alive !== true) throw new Error('not adopted');
  launched.push(adoption.instance);
  return adoption.instance;
}

test('an instance outlives its killed supervisor, goes on writing, and is adopted as it is', async () => {
  const spec = specFor('while :; do echo tick; sleep 0.01; done');
  const pid = await launchAndDie(spec);
  const size = statSync(spec.stdoutFile).size;
  await expect.poll(() => statSync(spec.stdoutFile).size).toBeGreaterThan(size);
  const instance = await adopt(spec);
  expect([instance.pid, instance.incarnation]).toEqual([pid, 4]);
  const start = performance.now();
  instance.signal('SIGKILL');
  expect(await instance.exited).toMatchObject({ signal: 'SIGKILL' });
  expect(performance.now() - start).toBeLessThan(1_000); // it is not our child, and still we know at once
});

test('what ended while nobody watched is known with its exit code', async () => {
  const spec = specFor('sleep 0.2; exit 9');
  await launchAndDie(spec);
  await expect
    .poll(async () => {
      const adoption = await adoptInstance(spec);
      if (adoption?.alive === true) adoption.instance.letGo();
      return adoption;
    })
    .toMatchObject({ alive: false, incarnation: 4, exit: { code: 9 } });
});

test('an instance whose shim and supervisor were both killed is cleared away before another is started', async () => {
  const spec = specFor('exec sleep 60');
  const pid = await launchAndDie(spec);
  const instance = await adopt(spec);
  instance.letGo();
  const { identity } = instance;
  const shim = parentOf(pid);
  process.kill(shim, 'SIGKILL');
  await expect.poll(() => isRunning(shim), { interval: 1 }).toBe(false);
  expect(await adoptInstance(spec)).toMatchObject({ alive: false, exit: { code: null, signal: null, leftOver: 1 } });
  expect(isAlive(identity)).toBe(false);
});

test('a record of another boot means dead, and a half-written one is no record', async () => {
  const spec = specFor('true');
  await (
    await launchInstance(spec)
  ).exited;
  const file = `${spec.runDirectory}/record`;
  writeFileSync(
    file,
    readFileSync(file, 'utf8')
      .replace(/"bootId":"[^"]*"/, '"bootId":"before"')
      .replace(/exited.*\n/, ''),
  );
  expect(await adoptInstance(spec)).toMatchObject({ alive: false, exit: { code: null, signal: null } });
  writeFileSync(file, 'instance {"boo');
  expect(await adoptInstance(spec)).toBeUndefined();
});

test('an instance on a full disk lives on, and writes again when there is room', async (ctx) => {
  await using disk = await fullDisk(ctx);
  const spec = specFor('trap "" PIPE; while :; do echo tick 2>/dev/null; sleep 0.01; done', disk.path);
  const instance = await launchInstance(spec);
  launched.push(instance);
  disk.fill();
  await expect.poll(() => isAlive(instance.identity)).toBe(true);
  disk.free();
  const size = statSync(spec.stdoutFile).size;
  await expect.poll(() => statSync(spec.stdoutFile).size).toBeGreaterThan(size);
  await instance.kill();
  await instance.exited;
});

test('an instance that writes without end stays within the bound of rotation', async () => {
  const spec = specFor('exec yes 0123456789012345678901234567890123456789');
  const instance = await launchInstance(spec);
  launched.push(instance);
  const maxBytes = 1024 * 1024;
  for (let round = 0; round < 5; round += 1) {
    await expect.poll(() => statSync(spec.stdoutFile).size, { interval: 1 }).toBeGreaterThan(maxBytes);
    await rotateLog(spec.stdoutFile, { maxBytes });
  }
  await instance.kill();
  await instance.exited;
  const copies = [1, 2, 3].map((age) => statSync(`${spec.stdoutFile}.${age}`).size);
  expect(Math.max(...copies)).toBeLessThanOrEqual(4 * maxBytes);
});

test('a command that keeps forking is killed to its last process', async () => {
  const instance = await launchInstance(
    specFor('i=0; while [ $i -lt 150 ]; do setsid sh -c "sleep 20" & i=$((i + 1)); sleep 0.002; done; wait'),
  );
  launched.push(instance);
  await expect.poll(() => instance.members().length, { interval: 5 }).toBeGreaterThan(20);
  await instance.kill();
  await instance.exited;
  expect(instance.members()).toEqual([]);
});

function isRunning(pid: number): boolean {
  const stat = readProcessStat(pid);
  return stat !== undefined && !isEnded(stat);
}

function parentOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(' ')[3]);
}
