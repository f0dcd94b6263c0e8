/** One mesh takes over from another by their control sockets. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { echo, MeshFixture } from '../fixtures/mesh-fixture.ts';
import { nodeClock } from '../fixtures/node-clock.ts';
import { closeFiles } from '../handover/parcels.ts';
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

  async function steerAt(name: string): Promise<void> {
    const onError = (error: unknown): void => void errors.push(error);
    const options = {
      socketPath: join(directory, name),
      mesh: fixture.mesh,
      file: new SnapshotFile(directory),
      onError,
    };
    controls.push(await startControlServer(options));
  }

  async function takenOver(): Promise<readonly string[]> {
    const onError = (error: unknown): void => void errors.push(error);
    const files = await takeOverFromSibling({ controlPath: join(directory, 'mesh-1.sock'), onError })([
      `127.0.0.1:${fixture.port}`,
      '127.0.0.1:1',
    ]);
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
    expect(await takeOverFromSibling({ controlPath: '/nowhere/mesh-0.sock', onError: fail })(['a'])).toEqual(new Map());
    expect(errors).toEqual([]);
  });

  it('says why nothing was handed over', async () => {
    const server = createHttpServer((_, response) =>
      response.writeHead(404).end('{"code":"MESH_UNKNOWN_REQUEST","message":"No"}'),
    );
    server.listen(join(directory, 'mesh-0.sock'));
    await once(server, 'listening');
    expect(await takenOver()).toEqual([]);
    expect(errors).toMatchObject([{ code: 'MESH_UNKNOWN_REQUEST' }]);
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

  it('serves at the same addresses, and alone when the other has left', async () => {
    await steerAt('mesh-0.sock');
    const { snapshot } = fixture.mesh;
    if (snapshot === undefined) throw new Error('there is no snapshot');
    const takeOver = takeOverFromSibling({ controlPath: join(directory, 'mesh-1.sock'), onError: fail });
    const successor = new Mesh({ clock: nodeClock, random: seededRandom(2), takeOver });
    expect(successor.isServing).toBe(false);
    const { listeners } = await successor.apply(snapshot);
    expect(listeners.map(({ error }) => error)).toEqual([undefined]);
    expect(successor.isServing).toBe(true);
    await fixture.mesh.close(AbortSignal.timeout(5_000));
    const client = fixture.client();
    await once(client.socket, 'connect');
    client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(await client.ended()).toContain('200 OK');
    await successor.close(AbortSignal.timeout(100));
  });
});

function fail(error: unknown): never {
  throw error;
}
