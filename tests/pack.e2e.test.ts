/** The packed command line, installed far from the checkout, as a stranger has it. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '@nines/testkit/ports';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');

let home: string;
let installed: string;
let platform: string;

beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'nines-pack-')));
  await chmod(home, 0o755); // else root's state would lie elsewhere
  installed = join(home, 'installed');
  platform = join(home, 'platform');
  await mkdir(installed);
  await mkdir(platform);
  await run('npm', ['pack', '--silent', '-w', 'apps/cli', '--pack-destination', home], { cwd: ROOT });
  const tarball = (await readdir(home)).find((name) => name.endsWith('.tgz'));
  await writeFile(join(installed, 'package.json'), JSON.stringify({ private: true }));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['install', ...quiet, join(home, tarball ?? 'nothing-was-packed.tgz')], { cwd: installed });
  await writePlatform(await freePort(), await freePort());
});

afterAll(async () => {
  await nines('down').catch(() => undefined);
  await rm(home, { recursive: true, force: true });
});

async function writePlatform(port: number, ingressPort: number): Promise<void> {
  const server =
    "require('node:http').createServer((_, answer) => answer.end('ok')).listen(process.env.PORT, '127.0.0.1')";
  await writeFile(join(platform, 'server.cjs'), server);
  await writeFile(
    join(platform, 'nines.yaml'),
    [
      'apiVersion: nines.dev/v1',
      'kind: Platform',
      'metadata: { name: packed }',
      'monitoring: { enabled: false }',
      `ingress: { http: ${ingressPort} }`,
      'services:',
      '  hello:',
      '    run: { command: node server.cjs }',
      `    port: ${port}`,
      '    replicas: { min: 1, max: 1 }',
      '    health: { readiness: / }',
    ].join('\n'),
  );
}

/** As a user's shell would call it: without the checkout's Node on PATH. */
async function nines(...args: readonly string[]): Promise<string> {
  const path = (process.env['PATH'] ?? '').split(':').filter((directory) => !directory.includes('node_modules'));
  const { stdout } = await run(join(installed, 'node_modules', '.bin', 'nines'), [...args], {
    cwd: platform,
    env: { ...process.env, PATH: path.join(':'), XDG_CACHE_HOME: join(home, 'cache') },
  });
  return stdout;
}

test('it explains itself', async () => {
  expect(await nines('--help')).toContain('Usage: nines');
});

test('it accepts a catalog that is right', async () => {
  await expect(nines('validate')).resolves.toBeDefined();
});

test('it runs a platform from start to end', async () => {
  await nines('up', '--detach');
  const status = JSON.parse(await nines('status', '--json')) as {
    state: string;
    services: readonly { name: string; url: string; ready: number }[];
  };
  expect(status).toMatchObject({ state: 'ready', services: [{ name: 'hello', ready: 1 }] });
  const answer = await fetch(status.services[0]?.url ?? '');
  expect(await answer.text()).toBe('ok');
  await nines('restart', 'mesh');
  expect(await (await fetch(status.services[0]?.url ?? '')).text()).toBe('ok');
  await nines('down');
  await expect(fetch(status.services[0]?.url ?? '')).rejects.toThrow();
});
