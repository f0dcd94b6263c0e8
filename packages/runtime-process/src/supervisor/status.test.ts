import { expect, it } from 'vitest';
import type { InstanceState } from '@nines/kernel';
import type { SlotView } from '../core/model.ts';
import type { PlannedWorkload } from './plan.ts';
import { problemsOf } from './problems.ts';
import { receiptOf } from './receipt.ts';
import { platformStatus } from './status.ts';

function workload(name: string, system = false, revision = 'r1'): PlannedWorkload {
  return {
    spec: {
      name,
      revision,
      replicas: 1,
      dependsOn: [],
      probes: {},
      restart: { initialMs: 100, capMs: 30_000 },
      graceMs: 1_000,
      drainTimeoutMs: 0,
      exclusive: false,
    },
    kind: 'service',
    system,
    minReplicas: 1,
    maxReplicas: 2,
    url: `http://127.0.0.1:80`,
    launch: {
      program: () => ({ argv: ['true'], env: {} }),
      cwd: '/',
      listens: { kind: 'none' },
      stopSignal: 'SIGTERM',
      limits: {},
    },
    probes: {},
  };
}

function view(name: string, state: InstanceState, index = 0): SlotView {
  return {
    slot: `${name}-${index}`,
    workload: name,
    index,
    state,
    incarnation: 1,
    revision: 'r1',
    restarts: 0,
    crashesInRow: 0,
    startedAt: 1_000,
    retryAt: state === 'crashed' ? 5_000 : null,
    serving: state === 'ready',
    probing: [],
    suspect: false,
  };
}

function status(views: readonly SlotView[], wasReady = false, troubled = false) {
  return platformStatus({
    platform: 'shop',
    workloads: [workload('web'), workload('nines-mesh', true)],
    views,
    desired: () => 1,
    facts: () => ({ pid: 7, port: 20_000, cpuCores: null, memoryBytes: 1_024 }),
    wallTime: (ms) => new Date(ms).toISOString(),
    wasReady,
    troubled,
  });
}

it('shows the platform’s own workloads apart, in the same shape', () => {
  const { services, system, state } = status([view('web', 'ready'), view('nines-mesh', 'ready')]);
  expect(services.map(({ name }) => name)).toEqual(['web']);
  expect(system.map(({ name }) => name)).toEqual(['nines-mesh']);
  expect(state).toBe('ready');
  expect(services[0]?.instances[0]).toEqual({
    id: 'web-0',
    pid: 7,
    state: 'ready',
    version: 'r1',
    port: 20_000,
    restarts: 0,
    startedAt: '1970-01-01T00:00:01.000Z',
    nextTryAt: null,
    cpuCores: null,
    memoryBytes: 1_024,
  });
});

it('is starting until everything was ready once, degraded afterwards', () => {
  const views = [view('web', 'crashed'), view('nines-mesh', 'ready')];
  expect(status(views).state).toBe('starting');
  expect(status(views, true).state).toBe('degraded');
});

it('is not ready while an address is not open', () => {
  expect(status([view('web', 'ready'), view('nines-mesh', 'ready')], true, true).state).toBe('degraded');
});

it('names what is in trouble and when it is tried again', () => {
  expect(problemsOf(status([view('web', 'crashed'), view('nines-mesh', 'ready')]))).toEqual([
    {
      subject: 'web-0',
      state: 'crashed',
      message: 'crashed; next try at 1970-01-01T00:00:05.000Z; see `nines describe web`',
    },
  ]);
});

it('tells what an apply changes, the platform’s own workloads left out', () => {
  const before = [workload('web'), workload('old'), workload('api'), workload('nines-mesh', true)];
  const after = [workload('web', false, 'r2'), workload('api'), workload('new'), workload('nines-mesh', true, 'r2')];
  expect(receiptOf(before, after)).toEqual({ added: ['new'], changed: ['web'], removed: ['old'], unchanged: ['api'] });
});
