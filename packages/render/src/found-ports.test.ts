import type { InstanceState, PlatformStatus } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { ownPorts, rememberPorts } from './found-ports.ts';

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
});
