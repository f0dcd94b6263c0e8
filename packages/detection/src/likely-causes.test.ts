import { describe, expect, it } from 'vitest';
import type { InstanceState, InstanceStatus, NinesEvent, ServiceStatus } from '@nines/kernel';
import { likelyCauses } from './likely-causes.ts';
import type { Evidence } from './likely-causes.ts';

function instance(id: string, state: InstanceState): InstanceStatus {
  return {
    id,
    state,
    pid: null,
    version: 'v',
    port: null,
    restarts: 0,
    startedAt: null,
    nextTryAt: null,
    cpuCores: null,
    memoryBytes: null,
  };
}

function service(name: string, states: readonly InstanceState[]): ServiceStatus {
  return {
    name,
    kind: 'service',
    url: null,
    desired: states.length,
    ready: states.filter((state) => state === 'ready').length,
    instances: states.map((state, index) => instance(`${name}-${index}`, state)),
  };
}

function event(type: string, data: NinesEvent['data']): NinesEvent {
  return { id: '1', type, source: 'supervisor', subject: 'web-0', time: '2026-01-01T00:00:00Z', data };
}

function evidence(parts: Partial<Evidence>): Evidence {
  return { service: service('web', ['crashed']), dependencies: [], events: [], logs: [], ...parts };
}

function firstCause(parts: Partial<Evidence>): string | undefined {
  return likelyCauses(evidence(parts))[0]?.cause;
}

describe('likelyCauses', () => {
  it('finds nothing wrong with a service that is ready', () => {
    const logs = [{ instance: 'web-0', stream: 'stderr' as const, text: 'EADDRINUSE' }];
    expect(likelyCauses(evidence({ service: service('web', ['ready']), logs }))).toEqual([]);
  });

  describe('with an instance that is ready between two crashes', () => {
    const ready = service('web', ['ready']);
    const crash = (crashesInRow: number): NinesEvent =>
      event('instance.crashed', { code: 3, signal: null, crashesInRow });

    it('tells that it keeps crashing, and why', () => {
      expect(firstCause({ service: ready, events: [crash(2)] })).toMatch(/keeps crashing/);
      const logs = [{ instance: 'web-0', stream: 'stderr' as const, text: "Error: Cannot find module './a.js'" }];
      expect(firstCause({ service: ready, events: [crash(2)], logs })).toMatch(/module/);
    });

    it.each<[string, readonly NinesEvent[]]>([
      ['a first crash heals', [crash(1)]],
      ['it ran steadily since', [crash(2), event('instance.recovered', { crashesInRow: 2 })]],
      ['it was replaced since', [crash(2), event('service.rolling', {})]],
      ['it was started anew since', [crash(2), event('service.added', {})]],
    ])('finds nothing wrong where %s', (_, events) => {
      expect(likelyCauses(evidence({ service: ready, events }))).toEqual([]);
    });
  });

  it('blames the dependency before the dependent', () => {
    const causes = likelyCauses(
      evidence({
        dependencies: [service('db', ['crashed']), service('cache', ['ready'])],
        logs: [{ instance: 'web-0', stream: 'stderr', text: 'connect ECONNREFUSED 127.0.0.1:5432' }],
      }),
    );
    expect(causes[0]?.cause).toContain('db');
    expect(causes[0]?.evidence).toBe('db 0/1 ready, cache 1/1 ready');
    expect(causes[1]?.cause).toContain('does not listen');
  });

  it('reads the newest telling line of an instance that is not ready', () => {
    const [cause] = likelyCauses(
      evidence({
        service: service('web', ['crashed', 'ready']),
        logs: [
          { instance: 'web-1', stream: 'stderr', text: 'ENOSPC: no space left on device' },
          { instance: 'web-0', stream: 'stderr', text: "Error: Cannot find module './a.js'" },
          { instance: 'web-0', stream: 'stderr', text: "Error: Cannot find module './b.js'" },
        ],
      }),
    );
    expect(cause?.evidence).toBe("web-0 wrote: Error: Cannot find module './b.js'");
  });

  it.each([
    ['web', undefined, 'is taken', /^let it listen on the port in PORT/],
    ['web', 'process 4711 (nginx, in /)', 'is taken by process 4711 (nginx, in /)', /^let it listen/],
    ['nines-prometheus', 'process 4711 (nginx, in /)', 'is taken by process 4711', /monitoring\.ports\.prometheus in/],
    ['nines-node-exporter', undefined, 'is taken', /^stop what listens there$/],
  ])('tells what to do about the taken port of %s, held by %s', (name, listener, cause, remedy) => {
    const text = 'listen tcp 127.0.0.1:9090: bind: address already in use';
    const logs = [{ instance: `${name}-0`, stream: 'stderr' as const, text }];
    const [found] = likelyCauses(evidence({ service: service(name, ['crashed']), logs, listener }));
    expect(found?.cause).toContain(cause);
    expect(found?.remedy).toMatch(remedy);
  });

  it('does not wonder about a kill of its own', () => {
    const events = [
      event('instance.stuck', { reason: 'stopped', incarnation: 4 }),
      event('instance.crashed', { code: null, signal: 'SIGKILL', incarnation: 4 }),
    ];
    expect(firstCause({ events })).toMatch(/stopped making progress/);
  });

  it.each<[string, Partial<Evidence>, RegExp]>([
    [
      'a command that ends by itself',
      { events: [event('instance.crashed', { code: 0, signal: null })] },
      /ends by itself/,
    ],
    [
      'a kill from outside',
      { events: [event('instance.crashed', { code: null, signal: 'SIGKILL', incarnation: 4 })] },
      /somebody killed it/,
    ],
    [
      'a start that fails',
      { events: [event('instance.crashed', { code: null, signal: null, reason: 'no such file' })] },
      /cannot be started/,
    ],
    ['an instance that hangs', { events: [event('instance.stuck', { reason: 'stopped' })] }, /stopped making progress/],
    ['an unready instance', { service: service('web', ['unready']) }, /readiness probe/],
    ['any other crash', { events: [event('instance.crashed', { code: 3, signal: null })] }, /keeps crashing/],
  ])('recognises %s', (_, parts, expected) => {
    expect(firstCause(parts)).toMatch(expected);
  });
});
