import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMeshClient } from '@nines/mesh';
import { DECLARED_LOAD_HEADER, signDeclaredLoad } from '@nines/mesh/declared-load';
import { freePort } from '@nines/testkit/ports';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');

describe('the mesh process', () => {
  let directory: string;
  let service: Server;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mesh-app-'));
    service = createHttpServer((_request, response) => response.end('served')).listen(0, '127.0.0.1');
    await once(service, 'listening');
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    service.close();
    service.closeAllConnections();
    await rm(directory, { recursive: true });
  });

  const socketPath = (): string => join(directory, 'control.sock');

  /** Starts the process and waits for the line that says it serves. */
  async function start(
    adminPort: number,
    more: readonly string[] = [],
  ): Promise<{ child: ChildProcess; log: () => string }> {
    const argv = ['--control', socketPath(), '--state', directory, '--port', String(adminPort), ...more];
    const child = spawn(process.execPath, [MAIN, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    let log = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes('"message":"Serving"')) resolve();
      });
      child.on('exit', () => {
        reject(new Error(log));
      });
    });
    return { child, log: () => log };
  }

  it('serves what it is told, again at once after SIGKILL, and leaves in order on SIGTERM', async () => {
    const [port, adminPort] = [await freePort(), await freePort()];
    const first = await start(adminPort);
    const endpoint = { id: 'api-0', version: 'v1', host: '127.0.0.1', port: (service.address() as AddressInfo).port };
    await createMeshClient(socketPath()).push(
      {
        schemaVersion: 1,
        version: 1,
        listeners: [{ kind: 'stable', host: '127.0.0.1', port, consumer: 'unknown', service: 'api' }],
        services: [{ name: 'api', protocol: 'http', endpoints: [endpoint] }],
      },
      AbortSignal.timeout(5_000),
    );
    const get = async (at: number, path: string): Promise<string> => {
      const response = await fetch(`http://127.0.0.1:${at}${path}`, { headers: { connection: 'close' } });
      return await response.text();
    };
    expect(await get(port, '/')).toBe('served');
    expect(await get(adminPort, '/readyz')).toBe('ok\n');
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await start(adminPort);
    expect(await get(port, '/')).toBe('served');
    expect(await get(adminPort, '/metrics')).toContain('mesh_snapshot_version 1\n');
    second.child.kill('SIGTERM');
    expect(await once(second.child, 'exit')).toEqual([0, null]);
    expect(second.log()).toContain('"message":"Stopped"');
  });

  it('believes declared load by a key that comes later, and forgets faults when it is replaced', async () => {
    const [port, adminPort] = [await freePort(), await freePort()];
    const keyFile = join(directory, 'key');
    const first = await start(adminPort, ['--load-key', keyFile]);
    const client = createMeshClient(socketPath());
    const within = AbortSignal.timeout(10_000);
    await client.push(
      {
        schemaVersion: 1,
        version: 1,
        listeners: [{ kind: 'stable', host: '127.0.0.1', port, consumer: 'unknown', service: 'api' }],
        services: [{ name: 'api', protocol: 'http', endpoints: [] }],
      },
      within,
    );
    await writeFile(keyFile, 'k'.repeat(43));
    const counted = async (): Promise<boolean> => {
      const mark = signDeclaredLoad('k'.repeat(43), 'visitors', Date.now() + 60_000);
      await fetch(`http://127.0.0.1:${port}/`, { headers: { [DECLARED_LOAD_HEADER]: mark, connection: 'close' } });
      const metrics = await fetch(`http://127.0.0.1:${adminPort}/metrics`, { headers: { connection: 'close' } });
      return (await metrics.text()).includes('kind="declared"');
    };
    while (!(await counted())) within.throwIfAborted();
    const effect = { kind: 'blackhole' } as const;
    await client.putFault({ id: 'f', per: 'request', match: {}, effect, leaseMs: 60_000 }, within);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    await start(adminPort);
    expect(await client.faults(within)).toEqual([]);
  });

  it('shares its addresses with its sibling in the next slot, and with no mesh of another platform', async () => {
    const [port, within] = [await freePort(), AbortSignal.timeout(10_000)];
    const snapshot = {
      schemaVersion: 1,
      version: 1,
      listeners: [{ kind: 'stable', host: '127.0.0.1', port, consumer: 'unknown', service: 'api' }],
      services: [{ name: 'api', protocol: 'http', endpoints: [] }],
    } as const;
    const errors: (string | undefined)[] = [];
    for (const path of ['a-mesh-0.sock', 'a-mesh-1.sock', 'b-mesh-0.sock']) {
      const control = join(directory, path);
      await start(await freePort(), ['--control', control, '--state', `${control}.state`]);
      const { listeners } = await createMeshClient(control).push(snapshot, within);
      errors.push(listeners[0]?.error);
    }
    expect(errors).toEqual([undefined, undefined, expect.stringContaining('EADDRINUSE')]);
  });

  it('ends when its port is taken, and leaves its addresses', async () => {
    const { port: taken } = service.address() as AddressInfo;
    await expect(start(taken)).rejects.toThrow('MESH_ADMIN_UNAVAILABLE');
    expect(children[0]?.exitCode).toBe(1);
  });

  it('ends when its control socket cannot be made', async () => {
    const port = await freePort();
    const listeners = [{ kind: 'stable', host: '127.0.0.1', port, consumer: 'unknown', service: 'api' }];
    const snapshot = { schemaVersion: 1, version: 1, listeners, services: [] };
    await writeFile(join(directory, 'snapshot.json'), JSON.stringify(snapshot));
    const control = join(directory, 'nowhere', 'control.sock');
    await expect(start(await freePort(), ['--control', control])).rejects.toThrow('MESH_CONTROL_UNAVAILABLE');
    expect(children[0]?.exitCode).toBe(1);
  });

  it('starts empty and says so when the saved snapshot is corrupt', async () => {
    await writeFile(join(directory, 'snapshot.json'), 'no json');
    const { log } = await start(await freePort());
    expect(log()).toContain('MESH_SNAPSHOT_UNREADABLE');
    expect(await createMeshClient(socketPath()).status(AbortSignal.timeout(5_000))).toMatchObject({ version: 0 });
  });

  it('serves on where the disk of its log is full', async () => {
    const adminPort = await freePort();
    const full = openSync('/dev/full', 'w');
    const argv = ['--control', socketPath(), '--state', directory, '--port', String(adminPort)];
    const child = spawn(process.execPath, [MAIN, ...argv], { stdio: ['ignore', full, 'inherit'] });
    closeSync(full);
    children.push(child);
    const exited = once(child, 'exit');
    await vi.waitFor(async () => fetch(`http://127.0.0.1:${adminPort}/readyz`), { timeout: 10_000 });
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('exits with 2 when it is told nonsense', async () => {
    const child = spawn(process.execPath, [MAIN, '--port', 'x'], {
      stdio: 'ignore',
      env: { PATH: process.env['PATH'] },
    });
    expect(await once(child, 'exit')).toEqual([2, null]);
  });
});
