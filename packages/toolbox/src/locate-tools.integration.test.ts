import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cachedProgram, versionsFile } from './cache-directory.ts';
import { locateTools } from './locate-tools.ts';
import type { ToolName } from './tool.ts';
import type { Sandbox } from './toolbox.testing.ts';
import { createSandbox, timesAsked, writeProgram } from './toolbox.testing.ts';

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = createSandbox();
});

afterEach(() => {
  sandbox[Symbol.dispose]();
});

async function locate(path = sandbox.bin, name: ToolName = 'alertmanager') {
  const { cacheDirectory } = sandbox;
  const options = { environment: { PATH: path }, cacheDirectory, signal: new AbortController().signal };
  const reports = await locateTools({ ...options, tools: [name] });
  return reports[0];
}

const cached = (): string => cachedProgram(sandbox.cacheDirectory, 'debian', 'alertmanager', process.arch);

test.each(['alertmanager', 'prometheus-alertmanager'])('finds it on PATH as %s, before the cache', async (file) => {
  const installed = join(sandbox.bin, file);
  writeProgram(installed, 'alertmanager', '0.27.0');
  writeProgram(cached(), 'alertmanager', '0.28.0');
  expect(await locate()).toMatchObject({ path: installed, origin: 'path', source: undefined, version: '0.27.0' });
});

test('finds it in the cache, and who made it', async () => {
  writeProgram(cached(), 'alertmanager', '0.28.0');
  expect(await locate()).toMatchObject({ path: cached(), origin: 'cache', source: 'debian', version: '0.28.0' });
});

test('asks a binary once, and again when the file is another', async () => {
  writeProgram(cached(), 'alertmanager', '0.28.0');
  await locate();
  await locate();
  expect(timesAsked(cached())).toBe(1);
  writeProgram(cached(), 'alertmanager', '0.29.0'); // of the same size
  expect(await locate()).toMatchObject({ version: '0.29.0' });
});

test('forgets what it remembered where that is damaged', async () => {
  writeProgram(cached(), 'alertmanager', '0.28.0');
  await locate();
  for (const text of ['', '{"', '[]', `{"${cached()}": {"version": 3}}`, 'null']) {
    writeFileSync(versionsFile(sandbox.cacheDirectory), text);
    expect(await locate()).toMatchObject({ version: '0.28.0' });
  }
});

test('passes over what is too old, broken, another program, a folder or not executable', async () => {
  const folders = ['old', 'broken', 'other', 'folder', 'mode'].map((name) => join(sandbox.directory, name));
  const [old = '', broken = '', other = '', folder = '', mode = ''] = folders.map((each) => join(each, 'alertmanager'));
  writeProgram(old, 'alertmanager', '0.20.0');
  writeProgram(broken, 'alertmanager', '0.28.0');
  writeFileSync(broken, '#!/bin/sh\nexit 3\n');
  writeProgram(other, 'alarm_manager', '0.28.0');
  mkdirSync(folder, { recursive: true });
  writeProgram(mode, 'alertmanager', '0.28.0');
  chmodSync(mode, 0o644);
  const path = [...folders, 'relative', ''].join(':');
  writeProgram(cached(), 'alertmanager', '0.28.0');
  expect(await locate(path)).toMatchObject({ path: cached() });
  rmSync(cached());
  const report = await locate(path);
  expect(report?.problem?.code).toBe('TOOL_TOO_OLD');
  expect(report?.problem?.message).toBe(`${old} is version 0.20.0; Nines needs 0.25.0 or newer`);
});

test('says what to do where there is none, and writes nothing', async () => {
  const report = await locate();
  expect(report?.problem?.code).toBe('TOOL_NOT_FOUND');
  expect(report?.problem?.message).toContain('prometheus-alertmanager');
  expect(() => sandbox.cached()).toThrow('ENOENT');
});

test('stops asking when the caller has enough', async () => {
  writeProgram(cached(), 'alertmanager', '0.28.0');
  writeFileSync(cached(), '#!/bin/sh\nexec sleep 60\n');
  const { cacheDirectory } = sandbox;
  const signal = AbortSignal.timeout(200);
  await expect(locateTools({ environment: {}, cacheDirectory, signal })).rejects.toThrow('timeout');
});

test('a Prometheus of Debian’s that was fetched without its pages is to be fetched anew', async () => {
  const prometheus = cachedProgram(sandbox.cacheDirectory, 'debian', 'prometheus', process.arch);
  writeProgram(prometheus, 'prometheus', '2.42.0');
  expect(await locate(sandbox.bin, 'prometheus')).toMatchObject({ path: undefined, problem: { code: 'TOOL_BROKEN' } });
  mkdirSync(`${prometheus}.d`);
  expect(await locate(sandbox.bin, 'prometheus')).toMatchObject({ path: prometheus, version: '2.42.0' });
});
