import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ControlGroups } from '../limits/control-groups.ts';
import { isAlive } from '../proc/process-identity.ts';
import { findMarked, listPids, processTree } from '../proc/process-table.ts';
import { adoptInstance } from './adopt-instance.ts';
import type { Instance } from './instance.ts';
import { launchInstance, type LaunchSpec } from './launch-instance.ts';

let directory: string;
let launched: Instance[];
const groups = new ControlGroups(`nines-test-${process.pid}`);

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/nines-launch-`);
  launched = [];
});

afterEach(async () => {
  for (const instance of launched) await instance.kill();
  groups.remove();
  rmSync(directory, { recursive: true });
});

function specFor(argv: readonly string[], more: Partial<LaunchSpec> = {}): LaunchSpec {
  return {
    slot: 'web-0',
    incarnation: 1,
    revision: 'r1',
    port: null,
    argv,
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '' },
    runDirectory: `${directory}/web-0`,
    stdoutFile: `${directory}/out`,
    stderrFile: `${directory}/err`,
    marker: `${directory}/web-0/1`,
    ...more,
  };
}

async function launch(argv: readonly string[], more: Partial<LaunchSpec> = {}): Promise<Instance> {
  const instance = await launchInstance(specFor(argv, more));
  launched.push(instance);
  return instance;
}

const output = (name: 'out' | 'err'): string => readFileSync(`${directory}/${name}`, 'utf8');

async function eventually(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { interval: 5 }).toBe(true);
}

test('reports the exit code of a command that ends at once', async () => {
  const instance = await launch(['sh', '-c', 'echo hello; echo bad >&2; exit 7']);
  expect(await instance.exited).toEqual({ code: 7, signal: null, unstartable: false, leftOver: 0 });
  expect([output('out'), output('err')]).toEqual(['hello\n', 'bad\n']);
});

test('reports the signal, and hands down neither descriptors nor ignored signals nor our own environment', async () => {
  const instance = await launch(['sh', '-c', 'ls -l /proc/self/fd; grep SigIgn /proc/self/status; env; kill -TERM $$']);
  expect(await instance.exited).toMatchObject({ code: null, signal: 'SIGTERM' });
  const lines = output('out').split('\n');
  const ours = lines.flatMap((line) => line.split(`-> ${directory}/`)[1] ?? []);
  expect(ours).toEqual(['out', 'err']);
  expect(lines).toContain('SigIgn:\t0000000000000000');
  const variables = lines.flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
  expect(variables.sort()).toEqual(['NINES_INSTANCE', 'NINES_VERSION', 'PATH', 'PWD']);
});

test.each([
  ['a command that is nowhere', ['no-such-command'], {}],
  ['a directory that is nowhere', ['true'], { cwd: '/no/such/directory' }],
])('refuses %s', async (_, argv, more) => {
  await expect(launch(argv, more)).rejects.toMatchObject({ code: 'RUNTIME_START_FAILED' });
});

test('says of a script without its interpreter that it could not be executed', async () => {
  writeFileSync(`${directory}/script`, '#!/no/such/interpreter\n', { mode: 0o755 });
  const instance = await launch(['./script']);
  expect(await instance.exited).toMatchObject({ unstartable: true, code: 127 });
});

test('a stop signal reaches the main process; one that ignores it is killed', async () => {
  const instance = await launch(['sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done']);
  await eventually(() => output('out') === 'ready\n');
  expect(instance.signal('SIGTERM')).toBe(true);
  expect(isAlive(instance.identity)).toBe(true);
  await instance.kill();
  expect(await instance.exited).toMatchObject({ signal: 'SIGKILL' });
  expect(instance.signal('SIGTERM')).toBe(false);
});

const wanderer = 'setsid sh -c "(sleep 60 </dev/null >/dev/null 2>&1 &) ; exec sleep 61" & echo ready; exec sleep 62';

test.each([
  ['without a control group', false],
  ['with a control group', true],
])('kills descendants in sessions of their own, %s', async (_, grouped) => {
  const more = grouped ? { group: groups.create('web-0') } : {};
  const instance = await launch(['sh', '-c', wanderer], more);
  await eventually(() => instance.members().length === 3);
  await instance.kill();
  expect(await instance.exited).toMatchObject({ signal: 'SIGKILL' });
  expect(instance.members()).toEqual([]);
});

test('kills what a command leaves behind that forks into the background and exits', async () => {
  const instance = await launch(['sh', '-c', '(setsid sleep 60 &) ; sleep 0.1; exit 0']);
  expect(await instance.exited).toEqual({ code: 0, signal: null, unstartable: false, leftOver: 1 });
  expect(instance.members()).toEqual([]);
});

test('finds descendants that overwrote their environment by their output', async () => {
  const instance = await launch(['sh', '-c', 'env -i setsid sleep 60 & sleep 0.1']);
  expect(await instance.exited).toMatchObject({ leftOver: 1 });
});

test('lives on when it closes its output, and when its group is signalled the shim does', async () => {
  const instance = await launch(['sh', '-c', 'exec >&- 2>&-; trap "exit 3" TERM; kill -TERM 0; sleep 60']);
  expect(await instance.exited).toMatchObject({ code: 3 });
});

test('a killed shim takes its instance along', async () => {
  const instance = await launch(['sleep', '60']);
  const shim = listPids().find((pid) =>
    processTree(pid).some((stat) => stat.pid === instance.pid && stat.parentPid === pid),
  );
  process.kill(shim ?? 0, 'SIGKILL');
  expect(await instance.exited).toEqual({ code: null, signal: null, unstartable: false, leftOver: 1 });
  expect(isAlive(instance.identity)).toBe(false);
});

test('from SIGKILL to the known end and to the next process takes a few milliseconds', async () => {
  const times: { end: number; next: number }[] = [];
  for (let incarnation = 1; incarnation <= 15; incarnation += 1) {
    const instance = await launch(['sleep', '60'], { incarnation });
    const start = performance.now();
    instance.signal('SIGKILL');
    await instance.exited;
    const end = performance.now();
    const next = await launch(['true'], { incarnation });
    times.push({ end: end - start, next: performance.now() - start });
    await next.exited;
  }
  const median = (key: 'end' | 'next'): number => times.map((time) => time[key]).sort((a, b) => a - b)[7] ?? NaN;
  expect(median('end')).toBeLessThan(250); // 3 ms on an idle machine
  expect(median('next')).toBeLessThan(500); // 6 ms
});

test('adopts a living instance and the record of a dead one', async () => {
  const spec = specFor(['sh', '-c', 'trap "exit 5" TERM; echo ready; while :; do sleep 0.02; done']);
  const first = await launchInstance(spec);
  await eventually(() => output('out') === 'ready\n');
  first.letGo();
  const adoption = await adoptInstance(spec);
  if (adoption?.alive !== true) throw new Error('not adopted');
  launched.push(adoption.instance);
  expect(adoption.instance.identity).toEqual(first.identity);
  await eventually(() => adoption.instance.signal('SIGTERM'));
  expect(await adoption.instance.exited).toMatchObject({ code: 5 });
  expect(await adoptInstance(spec)).toMatchObject({ alive: false, incarnation: 1, exit: { code: 5 } });
  expect(findMarked({ marker: spec.marker, outputFiles: [] })).toEqual([]);
});

test('knows nothing of a slot that was never used', async () => {
  expect(await adoptInstance(specFor([]))).toBeUndefined();
});
