import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const REPOSITORY = join(import.meta.dirname, '..');
const RECORDER = `
  const [mode] = process.argv.slice(2);
  const report = { node: process.versions.node, args: process.argv.slice(2) };
  if (mode !== 'wait') console.log(JSON.stringify(report));
  if (mode === 'exit') process.exit(7);
  if (mode === 'die') process.kill(process.pid, 'SIGKILL');
  let signals = 0;
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => {
    signals += 1;
    console.log(name);
    setTimeout(() => process.exit(signals === 1 ? 42 : 43), 300);
  });
  setInterval(() => undefined, 1_000);
  console.log(JSON.stringify(report));
`;

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'nines-bootstrap-'));
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** A Node of another major than the pinned one: what a machine may come with. */
function foreignNode(): string | undefined {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, 'node'));
  return candidates.find((path) => {
    if (path.includes('node_modules')) return false;
    try {
      accessSync(path, constants.X_OK);
    } catch {
      return false;
    }
    const version = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout;
    const major = Number.parseInt(version, 10);
    return major >= 18 && major !== Number.parseInt(process.versions.node, 10);
  });
}

function start(node: string, bootstrap: string, ...args: readonly string[]): ChildProcess {
  return spawn(node, [bootstrap, ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

async function finish(
  child: ChildProcess,
): Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, ...output };
}

describe.each([
  ['the pinned Node', (): string | undefined => process.execPath],
  ["the machine's own Node", foreignNode],
])('handing over from %s', (_name, find) => {
  const bootstrap = join(REPOSITORY, 'scripts', 'bootstrap.mjs');

  test('the script gets its arguments under the pinned Node, and its exit code is mirrored', async ({ skip }) => {
    const node = find() ?? skip('there is no other Node on PATH');
    const script = join(home, 'script.mjs');
    writeFileSync(script, RECORDER);
    const { code, stdout } = await finish(start(node, bootstrap, script, 'exit', 'two words'));
    expect(code).toBe(7);
    expect(JSON.parse(stdout)).toMatchObject({ node: process.versions.node, args: ['exit', 'two words'] });
  });

  test('death by a signal is mirrored', async ({ skip }) => {
    const node = find() ?? skip('there is no other Node on PATH');
    const script = join(home, 'script.mjs');
    writeFileSync(script, RECORDER);
    expect(await finish(start(node, bootstrap, script, 'die'))).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test.for(['SIGINT', 'SIGTERM'] as const)(
    '%s to the whole process group reaches the script once',
    async (name, { skip }) => {
      const node = find() ?? skip('there is no other Node on PATH');
      const script = join(home, 'script.mjs');
      writeFileSync(script, RECORDER);
      const child = start(node, bootstrap, script, 'wait');
      const lines: string[] = [];
      const reader = createInterface({ input: child.stdout ?? process.stdin });
      reader.on('line', (line) => {
        lines.push(line);
        if (lines.length === 1) process.kill(-(child.pid ?? 0), name);
      });
      const [code] = (await once(child, 'close')) as [number | null];
      expect(lines.slice(1)).toEqual([name]);
      expect(code).toBe(42);
    },
  );
});

describe('installing', () => {
  /** A checkout whose only dependency is a stand-in for Node beside it: nothing is fetched. */
  function makeCheckout(): string {
    for (const file of ['scripts/bootstrap.mjs', 'scripts/install.mjs', 'apps/cli/bin/handover.mjs']) {
      mkdirSync(join(home, file, '..'), { recursive: true });
      cpSync(join(REPOSITORY, file), join(home, file));
    }
    const dependency = { node: 'file:stand-in' };
    writeJson('package.json', { name: 'checkout', private: true, dependencies: dependency });
    writeJson('package-lock.json', {
      name: 'checkout',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'checkout', dependencies: dependency },
        'node_modules/node': { resolved: 'stand-in', link: true },
        'stand-in': { name: 'node', version: '24.0.0', bin: { node: 'node.sh' } },
      },
    });
    mkdirSync(join(home, 'stand-in'));
    writeJson('stand-in/package.json', { name: 'node', version: '24.0.0', bin: { node: 'node.sh' } });
    writeFileSync(join(home, 'stand-in', 'node.sh'), `#!/bin/sh\nexec ${process.execPath} "$@"\n`, { mode: 0o755 });
    writeFileSync(join(home, '.node-version'), process.versions.node);
    writeFileSync(join(home, 'script.mjs'), "console.log('ran');");
    return join(home, 'scripts', 'bootstrap.mjs');
  }

  function writeJson(file: string, value: unknown): void {
    writeFileSync(join(home, file), JSON.stringify(value));
  }

  test('two at once install once, and both run', async () => {
    const bootstrap = makeCheckout();
    const runs = [1, 2].map(() => finish(start(process.execPath, bootstrap, 'script.mjs')));
    const outcomes = await Promise.all(runs);
    expect(outcomes.map(({ code, stdout }) => ({ code, stdout }))).toEqual([
      { code: 0, stdout: 'ran\n' },
      { code: 0, stdout: 'ran\n' },
    ]);
    const installs = outcomes.filter(({ stderr }) => stderr.includes('Installing dependencies'));
    expect(installs).toHaveLength(1);
  });

  test('what is installed already is left alone, and a changed lock file is followed', async () => {
    const bootstrap = makeCheckout();
    await finish(start(process.execPath, bootstrap));
    const second = await finish(start(process.execPath, bootstrap, 'script.mjs'));
    expect(second).toMatchObject({ code: 0, stdout: 'ran\n', stderr: '' });

    const lock = readFileSync(join(home, 'package-lock.json'), 'utf8').replaceAll('24.0.0', '24.0.1');
    writeFileSync(join(home, 'package-lock.json'), lock);
    const stand = readFileSync(join(home, 'stand-in', 'package.json'), 'utf8').replace('24.0.0', '24.0.1');
    writeFileSync(join(home, 'stand-in', 'package.json'), stand);
    const third = await finish(start(process.execPath, bootstrap, 'script.mjs'));
    expect(third).toMatchObject({ code: 0, stdout: 'ran\n' });
    expect(third.stderr).toContain('Installing dependencies');
  });

  test('a failure says why, once, and runs nothing', async () => {
    const bootstrap = makeCheckout();
    writeJson('package.json', { name: 'checkout', private: true, dependencies: { node: 'file:elsewhere' } });
    const { code, stdout, stderr } = await finish(start(process.execPath, bootstrap, 'script.mjs'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('in sync');
  });
});
