import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachAlertmanager, relocate } from './debian-alertmanager.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nines-alertmanager-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('replaces every occurrence of a path by as many bytes that mean the working directory', () => {
  const program = Buffer.from('\0/usr/share/x\xff/usr/share/x/ui/\0/usr/share/y', 'latin1');
  const relocated = relocate(program, '/usr/share/x').toString('latin1');
  expect(relocated).toBe('\0././././././\xff././././././/ui/\0/usr/share/y');
  expect(relocated).toHaveLength(program.length);
});

test('the program starts beside its templates, with the arguments it was given', async () => {
  const root = join(directory, 'a root with spaces');
  const shared = join(root, 'usr/share/prometheus/alertmanager');
  await mkdir(shared, { recursive: true });
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  await writeFile(join(shared, 'default.tmpl'), 'a template');
  const script = '#!/bin/sh\ncat /usr/share/prometheus/alertmanager/default.tmpl; echo " and $2"\n';
  await writeFile(join(root, 'usr/bin/prometheus-alertmanager'), script);
  const program = await detachAlertmanager(root);
  const { stdout } = await promisify(execFile)(program, ['first', 'an argument']);
  expect(stdout).toBe('a template and an argument\n');
});

test('a package that keeps nothing outside of its program is taken as it is', async () => {
  expect(await detachAlertmanager(directory)).toBe(join(directory, 'usr/bin/prometheus-alertmanager'));
});
