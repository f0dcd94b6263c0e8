/** One mesh takes over from another by their control sockets. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { echo, MeshFixture } from '../fixtures/mesh-fixture.ts';
import { nodeClock } from '../fixtures/node-clock.ts';
import { freePort } from '../fixtures/local-ports.ts';
import { closeFiles, sendFiles } from '../handover/parcels.ts';
import type { MeshSnapshot } from '../snapshot.ts';
import { Mesh } from '../mesh.ts';
import { seededRandom } from '../seeded-random.ts';
import { requestHandover } from './client.ts';
import { startControlServer } from './control-server.ts';
import { takeOverFromSibling } from './sibling.ts';
import { SnapshotFile } from './snapshot-file.ts';

describe('a mesh beside another', () => {
  let fixture: MeshFixture;
  let directory: string;
  let errors: unknown[];
  const controls: Server[] = [];

  beforeEach(async () => {
    fixture = new MeshFixture({ drainIdleMs: 200 });
    directory = mkdtempSync(join(tmpdir(), 'sibling-'));
    errors = [];
    const upstream = await fixture.http(echo);
    await fixture.serve([upstream.endpoint]);
  });

  afterEach(async () => {
    for (const control of controls.splice(0)) control.close();
    await fixture.close();
    rmSync(directory, { recursive: true });
  });

  async function steerAt(name: string, mesh = fixture.mesh): Promise<void> {
    const onError = (error: unknown): void => void errors.push(error);
    const options = {
      socketPath: join(directory, name),
      mesh,
      file: new SnapshotFile(directory),
      onError,
    };
    controls.push(await startControlServer(options));
  }

  async function takenOver(addresses = [`127.0.0.1:${fixture.port}`, '127.0.0.1:1']): Promise<readonly string[]> {
    const files = await takeOverFromSibling(join(directory, 'mesh-1.sock'))(addresses);
    closeFiles(files);
    return [...files.keys()];
  }

  it('gets what is open, and leaves no inbox behind', async () => {
    await steerAt('mesh-0.sock');
    expect(await takenOver()).toEqual([`127.0.0.1:${fixture.port}`]);
    expect(errors).toEqual([]);
    expect(readdirSync(directory)).toEqual(['mesh-0.sock']);
  });

  it.each(['mesh-1.sock', 'api-0.sock'])('gets nothing from %s', async (name) => {
    await steerAt(name);
    expect(await takenOver()).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('gets nothing from what a killed process left, nor where nothing is', async () => {
    const server = createServer();
    server.listen(join(directory, 'other.sock'));
    await once(server, 'listening');
    renameSync(join(directory, 'other.sock'), join(directory, 'mesh-0.sock'));
    server.close();
    await once(server, 'close');
    expect(await takenOver()).toEqual([]);
    expect(await takeOverFromSibling('/nowhere/mesh-0.sock')(['a'])).toEqual(new Map());
  });

  it('says why nothing was handed over, and keeps nothing open', async () => {
    const server = createHttpServer((_, response) =>
      response.writeHead(404).end('{"code":"MESH_UNKNOWN_REQUEST","message":"No such resource"}'),
    );
    server.listen(join(directory, 'mesh-0.sock'));
    await once(server, 'listening');
    await expect(takenOver()).rejects.toMatchObject({
      code: 'MESH_HANDOVER_FAILED',
      message: expect.stringMatching(/mesh-0\.sock goes on serving, .*No such resource/) as string,
    });
    expect(readdirSync(directory)).toEqual(['mesh-0.sock']);
    server.close();
  });

  it('gets more than fit into an inbox at once, and closes what it did not ask for', async () => {
    const sent = new Map(Array.from({ length: 4_000 }, (_, index) => [`${index}`, 0]));
    const server = createHttpServer((request, response) => {
      void text(request).then((body) => {
        const { addresses, inbox } = JSON.parse(body) as { addresses: readonly string[]; inbox: string };
        sendFiles(
          inbox,
          new Map([['stale', 0], ...addresses.map((address) => [address, sent.get(address) ?? 0] as const)]),
        );
        response.end('{}');
      });
    });
    server.listen(join(directory, 'mesh-0.sock'));
    await once(server, 'listening');
    const before = readdirSync('/proc/self/fd').length;
    expect(await takenOver([...sent.keys()])).toEqual([...sent.keys()]);
    server.closeAllConnections();
    await vi.waitFor(() => {
      expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
    });
    server.close();
  });

  it('is refused what it asks wrongly, and told where its inbox takes nothing', async () => {
    await steerAt('mesh-0.sock');
    const ask = async (inbox: string, addresses: readonly string[]): Promise<void> => {
      await requestHandover(join(directory, 'mesh-0.sock'), { inbox, addresses }, AbortSignal.timeout(2_000));
    };
    await expect(ask('', [''])).rejects.toMatchObject({
      code: 'MESH_BAD_HANDOVER',
      message: expect.stringContaining('handover.addresses[0] must be a text that is not empty') as string,
    });
    await expect(ask('/nowhere/inbox', [])).rejects.toMatchObject({ code: 'MESH_HANDOVER_FAILED' });
  });

  const successorOf = (): Mesh => {
    const takeOver = takeOverFromSibling(join(directory, 'mesh-1.sock'));
    return new Mesh({ clock: nodeClock, random: seededRandom(2), settings: { listenRetryMs: 50 }, takeOver });
  };

  const snapshotOf = ({ snapshot }: Mesh): MeshSnapshot => {
    if (snapshot === undefined) throw new Error('there is no snapshot');
    return snapshot;
  };

  it('serves at the same addresses, and alone when the other has left', async () => {
    await steerAt('mesh-0.sock');
    const successor = successorOf();
    expect(successor.isServing).toBe(false);
    const { listeners } = await successor.apply(snapshotOf(fixture.mesh));
    expect(listeners.map(({ error }) => error)).toEqual([undefined]);
    expect(successor.isServing).toBe(true);
    await fixture.mesh.close(AbortSignal.timeout(5_000));
    const client = fixture.client();
    await once(client.socket, 'connect');
    client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(await client.ended()).toContain('200 OK');
    await successor.close(AbortSignal.timeout(100));
  });

  it('is not ready before the other has handed over, or is gone', async () => {
    const server = createHttpServer((_, response) =>
      response.writeHead(500).end('{"code":"MESH_INTERNAL","message":"x"}'),
    );
    server.listen(join(directory, 'mesh-0.sock'));
    await once(server, 'listening');
    const successor = successorOf();
    const { listeners } = await successor.apply(snapshotOf(fixture.mesh));
    expect(listeners[0]?.error).toContain('goes on serving');
    expect(successor.isServing).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    await vi.waitFor(() => {
      expect(successor.isServing).toBe(true); // though an address that is in use stays closed
    });
    await fixture.mesh.close(AbortSignal.timeout(5_000));
    await vi.waitFor(() => {
      expect(successor.status().listeners).toMatchObject([{ port: fixture.port }]);
      expect(successor.status().listeners[0]?.error).toBeUndefined();
    });
    await successor.close(AbortSignal.timeout(100));
  });

  it('both open what is added while they are two', async () => {
    const name = (slot: number): string => `mesh-${slot}.sock`;
    const meshes = [0, 1].map((slot) => {
      const takeOver = takeOverFromSibling(join(directory, name(slot)));
      return new Mesh({ clock: nodeClock, random: seededRandom(slot), takeOver });
    });
    for (const [slot, mesh] of meshes.entries()) await steerAt(name(slot), mesh);
    const listeners = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => ({
        ...{ kind: 'edge' as const, host: '127.0.0.1', port: await freePort(), consumer: `c${index}`, service: 'api' },
      })),
    );
    for (const version of listeners.keys()) {
      const snapshot = {
        schemaVersion: 1 as const,
        version: version + 1,
        listeners: listeners.slice(0, version + 1),
        services: [],
      };
      const receipts = await Promise.all(meshes.map((mesh) => mesh.apply(snapshot)));
      expect(receipts.flatMap((receipt) => receipt.listeners.map(({ error }) => error)).filter(Boolean)).toEqual([]);
    }
    for (const mesh of meshes) await mesh.close(AbortSignal.timeout(100));
  });
});
