import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeFault } from '../faults/fault-decoder.ts';
import type { MeshFault } from '../faults/fault.ts';
import { freePort } from '../fixtures/local-ports.ts';
import { nodeClock } from '../fixtures/node-clock.ts';
import { Mesh } from '../mesh.ts';
import { createMeshClient } from './client.ts';
import { startControlServer } from './control-server.ts';
import { SnapshotFile } from './snapshot-file.ts';

const soon = (): AbortSignal => AbortSignal.timeout(2_000);
const SLOW: MeshFault = {
  ...{ id: 'slow', per: 'request', match: { consumer: 'web', service: 'api' }, leaseMs: 60_000 },
  effect: { kind: 'latency', ms: 100, jitterMs: 20, distribution: 'normal' },
};
const CUT: MeshFault = {
  ...{ id: 'cut', per: 'connection', match: { service: 'postgres' }, leaseMs: 60_000 },
  ...{ effect: { kind: 'reset' }, probability: 0.5, first: 3, seed: 7 },
};

describe('faults over the control socket', () => {
  let directory: string;
  let mesh: Mesh;
  let server: Server;
  let client: ReturnType<typeof createMeshClient>;

  let port: number;

  beforeEach(async () => {
    port = await freePort();
    directory = await mkdtemp(join(tmpdir(), 'mesh-faults-'));
    mesh = new Mesh({ clock: nodeClock, random: Math.random });
    const socketPath = join(directory, 'control.sock');
    const file = new SnapshotFile(directory);
    server = await startControlServer({ socketPath, mesh, file, onError: () => undefined });
    client = createMeshClient(socketPath);
    await mesh.apply({
      schemaVersion: 1,
      version: 1,
      listeners: [{ kind: 'edge', host: '127.0.0.1', port, consumer: 'web', service: 'api' }],
      services: [
        { name: 'api', protocol: 'http', endpoints: [] },
        { name: 'postgres', protocol: 'tcp', endpoints: [] },
      ],
    });
  });

  afterEach(async () => {
    server.close();
    await mesh.close(AbortSignal.timeout(50));
    await rm(directory, { recursive: true });
  });

  it('are set, shown, renewed and ended, one by one', async () => {
    expect(await client.faults(soon())).toEqual([]);
    expect(await client.putFault(SLOW, soon())).toMatchObject({
      fault: SLOW,
      state: 'active',
      matched: 0,
      affected: 0,
    });
    await client.putFault(CUT, soon());
    expect(await client.fault('cut', soon())).toMatchObject({ fault: CUT });
    const { expiresAt } = await client.putFault({ ...SLOW, leaseMs: 3_600_000 }, soon());
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(3_590_000);
    expect(await client.removeFault('slow', soon())).toMatchObject({ state: 'removed' });
    expect((await client.faults(soon())).map(({ fault, state }) => [fault.id, state])).toEqual([
      ['slow', 'removed'],
      ['cut', 'active'],
    ]);
    expect(mesh.renderMetrics()).toContain('mesh_faults_active 1\n');
  });

  it('are set and ended all together', async () => {
    await client.putFault(SLOW, soon());
    await client.putFaults([CUT], soon());
    expect(mesh.faults.list().filter(({ state }) => state === 'active')).toMatchObject([{ fault: CUT }]);
    expect(await client.removeFaults(soon())).toMatchObject([{ fault: CUT, state: 'removed' }]);
    expect(mesh.faults.activeCount).toBe(0);
  });

  it('tell at their end how long what they held up has waited', async () => {
    await client.putFault(
      { ...CUT, match: { consumer: 'web' }, probability: 1, effect: { kind: 'blackhole' } },
      soon(),
    );
    const caller = connect(port, '127.0.0.1').on('error', () => undefined);
    caller.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect.poll(() => mesh.faults.get('cut')?.waiting).toBe(1);
    const heldSince = performance.now();
    await expect.poll(() => performance.now() - heldSince).toBeGreaterThan(100);
    const { addedMs, affected, waiting } = await client.removeFault('cut', soon());
    caller.destroy();
    expect(addedMs).toBeGreaterThan(100);
    expect([affected, waiting]).toEqual([1, 0]);
  });

  it('are refused where they could have no effect', async () => {
    const refusal = async (fault: MeshFault): Promise<unknown> =>
      await client.putFault(fault, soon()).catch((error: unknown) => error);
    expect(await refusal({ ...SLOW, match: { service: 'apj', consumer: 'webb' } })).toMatchObject({
      code: 'MESH_BAD_FAULT',
      details: {
        faults: ['fault.match.service "apj" is no service here', 'fault.match.consumer "webb" calls nobody here'],
      },
    });
    expect(await refusal({ ...CUT, per: 'request' })).toMatchObject({
      details: { faults: ['fault.per must be connection: "postgres" speaks raw TCP'] },
    });
    await expect(client.fault('nobody', soon())).rejects.toMatchObject({ code: 'MESH_UNKNOWN_FAULT' });
    await expect(client.removeFault('nobody', soon())).rejects.toMatchObject({ code: 'MESH_UNKNOWN_FAULT' });
    expect(mesh.faults.list()).toEqual([]);
  });

  it.each([
    [{ ...SLOW, leaseMs: undefined }, 'fault.leaseMs must be an integer from 1000 to 86400000'],
    [{ ...SLOW, id: 'a b' }, 'fault.id must be 1 to 64 letters, digits, "-", "_" and "."'],
    [{ ...SLOW, probability: 1.5 }, 'fault.probability must be a number from 0 to 1'],
    [{ ...SLOW, toxicity: 1 }, 'fault.toxicity is not a known key'],
    [{ ...SLOW, effect: { kind: 'abort', status: 200 } }, 'fault.effect.status must be an integer from 400 to 599'],
    [{ ...SLOW, effect: { kind: 'reset', ms: 1 } }, 'fault.effect.ms is not a known key'],
    [
      { ...SLOW, effect: { kind: 'latency', ms: 1, direction: 'both' } },
      'fault.effect.direction needs per: connection',
    ],
    [{ ...SLOW, match: { path: 'x', method: 'get' } }, 'fault.match.method must be upper case'],
    [{ ...CUT, match: { path: '/x' } }, 'fault.match.path needs per: request'],
    [{ ...CUT, effect: { kind: 'abort', status: 500 } }, 'fault.effect.kind abort needs per: request'],
    [{ ...CUT, first: 0 }, 'fault.first must be an integer from 1 to 9007199254740991'],
    [null, 'fault must be an object'],
  ])('are refused when they are wrong: %#', (fault, fragment) => {
    const decode = (): unknown => decodeFault(fault);
    expect(decode).toThrow(expect.objectContaining({ code: 'MESH_BAD_FAULT' }));
    expect(decode).toThrow(
      expect.objectContaining({ details: { faults: expect.arrayContaining([fragment]) as string[] } }),
    );
  });

  it('leave a decoded fault as it was', () => {
    for (const fault of [SLOW, CUT]) expect(decodeFault(JSON.parse(JSON.stringify(fault)))).toEqual(fault);
  });
});
