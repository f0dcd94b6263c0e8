import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NinesError } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCatalog } from '../testing/test-catalog.ts';
import { ConfigurationKeeper } from './configuration-keeper.ts';
import type { ConfigurationChange } from './configuration-keeper.ts';

const CATALOG = testCatalog(`
secrets: { HOOK: { generate: 32 } }
notify: { slack: { channel: '#ops', token: { secret: HOOK } } }
`);

let directory: string;
let hook: string | undefined;
let changes: ConfigurationChange[];
let nowMs: number;
let ports: Readonly<Record<string, number>>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nines-keeper-'));
  hook = 'xoxb-the-token';
  changes = [];
  nowMs = 0;
  ports = {};
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** Runs rounds of keeping, as many as there are steps; each sleep between two rounds does the next one. */
async function keep(...steps: readonly (() => void)[]): Promise<void> {
  const stop = new AbortController();
  const rest = [...steps];
  const clock: Clock = {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
      if (ms < 1_000) return;
      const step = rest.shift();
      if (step === undefined) stop.abort();
      else step();
    },
    timeoutSignal: () => new AbortController().signal,
  };
  const keeper = new ConfigurationKeeper({
    desired: async () => ({ catalog: CATALOG, ports, tools: {}, stateDirectory: directory }),
    status: async () => ({ schemaVersion: 1, platform: 'shop', state: 'ready', services: [], system: [] }),
    probeMark: () => undefined,
    secret: (name) => {
      if (hook !== undefined) return hook;
      throw new NinesError('SECRET_MISSING', `secret ${name} has no value`);
    },
    serverPort: () => 1,
    monitoringDirectory: directory,
    certificateAuthorityFile: '/ca.pem',
    clock,
    log: () => undefined,
    onDesired: async () => undefined,
    onWritten: () => undefined,
    onChange: (change) => changes.push(change),
  });
  await keeper.run(stop.signal);
}

const told = (): readonly string[] => changes.map(({ part, result }) => `${part} ${result}`);

describe('the configuration of monitoring', () => {
  it('is kept for every part but the one that lacks a secret, until that has it', async () => {
    hook = undefined;
    await keep(
      () => undefined,
      () => {
        hook = 'xoxb-another';
      },
    );
    expect(told().toSorted()).toEqual([
      'alertmanager applied',
      'alertmanager refused',
      'blackbox applied',
      'prometheus applied',
    ]);
    expect(changes.find(({ result }) => result === 'refused')?.reason).toBe('secret HOOK has no value');
    expect(await readFile(join(directory, 'alertmanager', 'alertmanager.yml'), 'utf8')).toContain('xoxb-another');
  });

  it('that was refused is in effect again also where nothing had to change', async () => {
    await keep(
      () => {
        hook = undefined;
      },
      () => {
        hook = 'xoxb-the-token';
      },
    );
    expect(told().filter((change) => change.startsWith('alertmanager'))).toEqual([
      'alertmanager applied',
      'alertmanager refused',
      'alertmanager applied',
    ]);
  });

  it('that was refused is tried again, and told of once, without the secrets in it', async () => {
    let complaint: string | undefined = `parse "${hook}": no URL; it begins with 'xoxb-'`;
    let asked = 0;
    const server = createServer((request, response) => {
      asked += request.url === '/-/reload' ? 1 : 0;
      response.writeHead(complaint === undefined ? 200 : 400).end(complaint);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports = { 'nines-alertmanager': (server.address() as AddressInfo).port };
    await keep(
      () => undefined,
      () => {
        complaint = undefined;
      },
    );
    server.close().closeAllConnections();
    expect(asked).toBe(3);
    const [refused, ...later] = changes.filter(({ part }) => part === 'alertmanager');
    expect(refused).toMatchObject({
      result: 'refused',
      reason: `nines-alertmanager answered 400: parse "***": no URL; it begins with '***'`,
    });
    expect(later.map(({ result }) => result)).toEqual(['applied']);
  });

  it('leaves nothing behind of whoever was killed while writing it', async () => {
    await mkdir(join(directory, '.staging-prometheus-x', 'prometheus'), { recursive: true });
    await mkdir(join(directory, 'prometheus', 'rules'), { recursive: true });
    await writeFile(join(directory, 'prometheus', '.prometheus.yml.4711'), 'half');
    await writeFile(join(directory, 'prometheus', 'rules', '.some.json.4711'), 'half');
    await keep();
    const left = await readdir(directory, { recursive: true });
    expect(left.filter((name) => /(^|\/)\./.test(name))).toEqual([]);
  });
});
