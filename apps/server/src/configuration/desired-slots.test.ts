import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstanceState, PlatformStatus } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { lastPorts, ownPorts, rememberPorts } from './desired-slots.ts';
import { isOccasion } from './occasions.ts';

/** The mesh with instances in these states; slot 0 listens on 9000. */
function mesh(...states: readonly InstanceState[]): PlatformStatus {
  const instances = states.map((state, index) => ({
    ...{ id: `mesh-${index}`, pid: 1, state, version: 'r1', port: 9_000 + index, restarts: 0 },
    ...{ startedAt: null, nextTryAt: null, cpuCores: null, memoryBytes: null },
  }));
  const workload = { name: 'mesh', kind: 'service', url: null, desired: 1, ready: 1, instances } as const;
  return { schemaVersion: 1, platform: 'shop', state: 'ready', services: [], system: [workload] };
}

describe('where the mesh listens while one instance takes over from another', () => {
  it.each([
    { states: ['ready'], port: 9_000 },
    { states: ['draining', 'ready'], port: 9_001 },
    { states: ['starting', 'ready'], port: 9_001 },
    { states: ['ready', 'ready'], port: 9_000 },
    { states: ['ready', 'draining'], port: 9_000 },
    { states: ['starting', 'draining'], port: 9_000 },
  ] as const)('$states: $port', ({ states, port }) => {
    const status = mesh(...states);
    expect(ownPorts(status, rememberPorts(new Map(), status))).toEqual({ mesh: port });
  });

  it('is looked at whenever its instances come and go, unlike that of services', () => {
    const occasions = ['instance.ready', 'instance.stopped'].map((type) => isOccasion({ type, subject: 'mesh-1' }));
    expect(occasions).toEqual([true, true]);
    expect(isOccasion({ type: 'service.rolled', subject: 'nines-prometheus' })).toBe(true);
    expect(isOccasion({ type: 'instance.ready', subject: 'meshy-1' })).toBe(false);
  });
});

describe('the ports that were written last', () => {
  it('of an engine are its own, not those of its exporter', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'nines-ports-'));
    const targets = join(directory, 'prometheus', 'targets');
    await mkdir(targets, { recursive: true });
    const write = (job: string, instance: string, port: number): Promise<void> =>
      writeFile(
        join(targets, `${job}.json`),
        JSON.stringify([{ targets: [`127.0.0.1:${port}`], labels: { instance } }]),
      );
    await write('nines-postgres-exporter', 'postgres-0', 9_187);
    await write('web', 'web-0', 8_080);
    expect(await lastPorts(directory)).toEqual(new Map([['web-0', 8_080]]));
    await rm(directory, { recursive: true });
  });
});
