import { existsSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { findControlGroupMounts, parseMounts } from './control-group-mounts.ts';
import { ControlGroups } from './control-groups.ts';

const name = `nines-limits-${process.pid}`;
const mounts = findControlGroupMounts();

afterEach(() => {
  new ControlGroups(name).remove();
});

test('reads both versions from a mount table', () => {
  const table = [
    '25 20 0:22 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw',
    '26 20 0:23 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct',
    '27 20 0:24 / /tmp rw - tmpfs tmpfs rw',
    '',
  ].join('\n');
  expect(parseMounts(table)).toEqual([
    { version: 2, path: '/sys/fs/cgroup/unified', controllers: [] },
    { version: 1, path: '/sys/fs/cgroup/cpu,cpuacct', controllers: ['rw', 'cpu', 'cpuacct'] },
  ]);
});

test('asks for nothing, and says why, where no group may be made', () => {
  const group = new ControlGroups(name, {}).create('web-0', { cpuCores: 1, memoryBytes: 2 ** 28 });
  expect(group).toMatchObject({ tracks: false });
  expect(group.unenforced).toEqual([
    'cpu limit: this user may not make control groups with the cpu controller here',
    'memory limit: this user may not make control groups with the memory controller here',
  ]);
  expect(new ControlGroups(name, {}).create('web-0').unenforced).toEqual([]);
});

test('sets limits and leaves no group behind', (ctx) => {
  const { cpu, memory, tracking } = mounts;
  if (cpu === undefined || memory === undefined || tracking === undefined)
    return ctx.skip('this user may not make control groups');
  const groups = new ControlGroups(name);
  const group = groups.create('web-0', { cpuCores: 0.5, memoryBytes: 2 ** 28 });
  expect(group).toMatchObject({ unenforced: [], tracks: true });
  expect(group.members()).toEqual([]);
  const read = (base: string, file: string): string => readFileSync(`${base}/${name}/web-0/${file}`, 'utf8').trim();
  expect(cpu.version === 1 ? read(cpu.directory, 'cpu.cfs_quota_us') : read(cpu.directory, 'cpu.max')).toMatch(
    /^50000\b/,
  );
  expect(read(memory.directory, memory.version === 1 ? 'memory.limit_in_bytes' : 'memory.max')).toBe(String(2 ** 28));
  expect(group.remove()).toBe(true);
  groups.remove();
  expect([cpu, memory, tracking].filter(({ directory }) => existsSync(`${directory}/${name}`))).toEqual([]);
  return undefined;
});
