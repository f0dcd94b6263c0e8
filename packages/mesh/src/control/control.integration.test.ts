import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type AddressInfo, connect, createServer as createNetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../fixtures/local-ports.ts';
import { nodeClock } from '../fixtures/node-clock.ts';
import { Mesh } from '../mesh.ts';
import type { MeshSnapshot } from '../snapshot.ts';
import { createMeshClient } from './client.ts';
import { startControlServer } from './control-server.ts';
import { decodeSnapshot } from './snapshot-decoder.ts';
import { SnapshotFile } from './snapshot-file.ts';

const within = (ms: number): AbortSignal => AbortSignal.timeout(ms);

describe('control', () => {
  let directory: string;
  let mesh: Mesh;
  let server: Server;
  let socketPath: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mesh-'));
    socketPath = join(directory, 'control.sock');
    mesh = new Mesh({ clock: nodeClock, random: Math.random });
    const file = new SnapshotFile(directory);
    server = await startControlServer({ socketPath, mesh, file, onError: () => undefined });
  });

  afterEach(async () => {
    server.close();
    await mesh.close(within(50));
    await rm(directory, { recursive: true });
  });

  async function snapshot(version: number): Promise<MeshSnapshot> {
    return {
      schemaVersion: 1,
      version,
      listeners: [{ kind: 'edge', host: '127.0.0.1', port: await freePort(), consumer: 'web', service: 'api' }],
      services: [
        {
          name: 'api',
          protocol: 'http',
          endpoints: [{ id: 'api-0', version: 'v1', host: '127.0.0.1', port: 9 }],
          unready: [],
        },
      ],
    };
  }

  it('takes a snapshot, keeps it on disk, and tells what is in effect', async () => {
    const client = createMeshClient(socketPath);
    const pushed = await snapshot(3);
    const receipt = await client.push(pushed, within(2_000));
    expect(receipt).toMatchObject({ version: 3, listeners: [{ kind: 'edge', connections: 0 }] });
    expect(await client.status(within(2_000))).toMatchObject({ version: 3, endpoints: [{ id: 'api-0', inFlight: 0 }] });
    const path = join(directory, 'snapshot.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(pushed);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
    expect(await new SnapshotFile(directory).load()).toEqual({ snapshot: pushed });
  });

  it('ignores an older snapshot', async () => {
    const client = createMeshClient(socketPath);
    const newer = await snapshot(5);
    await client.push(newer, within(2_000));
    expect(await client.push(await snapshot(4), within(2_000))).toMatchObject({ version: 5 });
    expect(await new SnapshotFile(directory).load()).toEqual({ snapshot: newer });
  });

  it('saves what could not be saved when it is pushed again', async () => {
    const client = createMeshClient(socketPath);
    const pushed = await snapshot(7);
    await mkdir(join(directory, `snapshot.json.${process.pid}.new`)); // in the way, as a full disk is
    expect(await client.push(pushed, within(2_000))).toMatchObject({
      version: 7,
      unsaved: expect.stringContaining('snapshot.json could not be written') as string,
    });
    expect(await client.push(pushed, within(2_000))).toHaveProperty('unsaved');
    await rm(join(directory, `snapshot.json.${process.pid}.new`), { recursive: true });
    expect(await client.push(pushed, within(2_000))).not.toHaveProperty('unsaved');
    expect(await new SnapshotFile(directory).load()).toEqual({ snapshot: pushed });
  });

  it('saves what is in effect, not what was pushed too late', async () => {
    const client = createMeshClient(socketPath);
    const newer = await snapshot(7);
    await mesh.apply(newer);
    await client.push(await snapshot(6), within(2_000));
    expect(await new SnapshotFile(directory).load()).toEqual({ snapshot: newer });
  });

  it('leaves the saved snapshot to its successor while it closes', async () => {
    const client = createMeshClient(socketPath);
    const upstream = createNetServer().listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    const { port: upstreamPort } = upstream.address() as AddressInfo;
    const before = await snapshot(1);
    const api = { id: 'api-0', version: 'v1', host: '127.0.0.1', port: upstreamPort };
    await client.push({ ...before, services: [{ name: 'api', protocol: 'tcp', endpoints: [api] }] }, within(2_000));
    const caller = connect(before.listeners[0]?.port ?? 0, '127.0.0.1').on('error', () => undefined);
    caller.write('a question');
    const [asked] = (await once(upstream, 'connection')) as [Socket];
    await once(asked, 'data');
    const closed = mesh.close(within(5_000));
    const newest = await snapshot(9);
    await new SnapshotFile(directory).save(newest);
    expect(await client.push({ ...newest, version: 8 }, within(2_000))).toMatchObject({ version: 8 });
    expect(await new SnapshotFile(directory).load()).toEqual({ snapshot: newest });
    caller.destroy();
    await closed;
    upstream.close();
  });

  it('tells which service is behind an address, and why the address is not open', async () => {
    const client = createMeshClient(socketPath);
    const pushed = await snapshot(1);
    const taken = createNetServer().listen(pushed.listeners[0]?.port, '127.0.0.1');
    await once(taken, 'listening');
    await client.push(pushed, within(2_000));
    taken.close();
    const { listeners } = await client.status(within(2_000));
    expect(listeners).toMatchObject([{ service: 'api', error: expect.stringContaining('EADDRINUSE') as string }]);
  });

  it('refuses what is no snapshot, with every fault', async () => {
    const client = createMeshClient(socketPath);
    const broken = {
      ...(await snapshot(1)),
      services: [{ name: '', protocol: 'udp', endpoints: [{ port: 70_000 }] }],
      extra: 1,
    };
    const failure = client.push(broken as unknown as MeshSnapshot, within(2_000));
    await expect(failure).rejects.toMatchObject({ code: 'MESH_BAD_SNAPSHOT' });
    expect(() => decodeSnapshot(broken)).toThrow(
      expect.objectContaining({
        details: {
          faults: [
            'snapshot.extra is not a known key',
            'services[0].name must be a text that is not empty',
            'services[0].protocol must be http or tcp',
            'services[0].endpoints[0].id must be a text that is not empty',
            'services[0].endpoints[0].version must be a text that is not empty',
            'services[0].endpoints[0].host must be a text that is not empty',
            'services[0].endpoints[0].port must be an integer from 1 to 65535',
            'a listener leads to "api", which is no service',
          ],
        },
      }),
    );
    expect(mesh.status().version).toBe(0);
  });

  it('sets a corrupt file aside', async () => {
    await writeFile(join(directory, 'snapshot.json'), '{"schemaVersion":1,');
    const { snapshot: loaded, error } = await new SnapshotFile(directory).load();
    expect(loaded).toBeUndefined();
    expect(error).toMatchObject({ code: 'MESH_SNAPSHOT_UNREADABLE' });
    expect(await readdir(directory)).toContain('snapshot.json.corrupt');
    expect(await new SnapshotFile(directory).load()).toEqual({});
  });

  it('says when nothing answers', async () => {
    const client = createMeshClient(join(directory, 'nobody.sock'));
    await expect(client.status(within(1_000))).rejects.toMatchObject({ code: 'MESH_UNREACHABLE' });
    const cancelled = AbortSignal.abort(new Error('cancelled'));
    await expect(client.status(cancelled)).rejects.toThrow('cancelled');
  });
});
