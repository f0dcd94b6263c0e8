import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachPrometheus, lacksPages } from './debian-prometheus.ts';

let root: string;

beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'nines-prometheus-')), 'a root with spaces');
  await put('usr/bin/prometheus', '#!/bin/sh\necho "$$ $@"\n');
});

afterEach(() => rm(dirname(root), { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

async function putPages(): Promise<void> {
  const web = 'usr/share/prometheus/web';
  const page =
    '<script src="{{ p }}/classic/static/d3/d3.min.js?v=1"></script><link href="/classic/static/gone/x.css">';
  await put(`${web}/templates/_base.html`, page);
  await put(`${web}/static/css/graph.css`, "@font-face { src: url('../fonts/halflings.woff?#x') }");
  await put('usr/share/javascript/d3/d3.min.js', 'script');
  await put('usr/share/javascript/d3/data/zones.json', 'large');
  await put('usr/share/halflings/halflings.woff', 'font');
  await symlink('../../../javascript/d3', join(root, web, 'static/d3'));
  await symlink('../../../halflings', join(root, web, 'static/fonts'));
  await symlink('../../../not-there', join(root, web, 'static/gone'));
}

test('the program is given its pages before the arguments of its caller, and takes the place of the wrapper', async () => {
  await putPages();
  const program = await detachPrometheus(root);
  const running = promisify(execFile)(program, ['--first', 'an argument']);
  const { stdout } = await running;
  expect(stdout).toBe(`${running.child.pid} --web.local-assets=${program}.d/web --first an argument\n`);
});

test('of other packages the pages keep what they name, and no links', async () => {
  await putPages();
  const program = await detachPrometheus(root);
  const entries = await readdir(`${program}.d/web`, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  expect(files.every((entry) => entry.isFile())).toBe(true);
  expect(files.map(({ name }) => name).toSorted()).toEqual(['_base.html', 'd3.min.js', 'graph.css', 'halflings.woff']);
});

test('a package that keeps nothing outside of its program is taken as it is', async () => {
  const program = await detachPrometheus(root);
  expect(program).toBe(join(root, 'usr/bin/prometheus'));
  expect(lacksPages(program)).toBe(false);
});
