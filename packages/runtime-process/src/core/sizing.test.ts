import { describe, expect, it } from 'vitest';
import { Stage, workload } from './simulation/stage.ts';
import { desiredReplicas } from './views.ts';

const API = workload('api', { replicas: 3, drainTimeoutMs: 500 });

describe('scale', () => {
  it('starts at the next index and lets the highest go first', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.scale('api', 4);
    expect(stage.done()).toEqual(['start api-3']);
    stage.scale('api', 2);
    expect(stage.done()).toEqual(['drain api-2', 'stop api-3']);
  });

  it('stops in good order: drain, stop signal, SIGKILL after the grace, release', () => {
    const stage = new Stage();
    stage.bringUp({ ...API, replicas: 1 });
    stage.scale('api', 0);
    stage.pass(499);
    expect(stage.done()).toEqual(['drain api-0']);
    expect(stage.view('api-0')).toMatchObject({ state: 'draining', serving: false });
    stage.pass(1);
    expect(stage.done()).toEqual(['stop api-0']);
    stage.pass(1_000);
    expect(stage.done()).toEqual(['kill api-0']);
    stage.exited('api-0', { code: null, signal: 'SIGKILL' });
    expect(stage.events('instance.stopped')[0]?.data).toMatchObject({ killed: true });
    expect(stage.done()).toEqual(['release api-0']);
    expect(stage.views()).toEqual([]);
  });

  it('does not bring one back that is too many while those above it still go', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.scale('api', 1);
    stage.drained('api-1');
    stage.exited('api-1', { code: 0, signal: null });
    expect(stage.done()).toEqual(['drain api-1', 'drain api-2', 'stop api-1']);
    expect(stage.view('api-1').state).toBe('stopped');
    stage.scale('api', 2);
    expect(stage.done()).toEqual(['start api-1']);
  });

  it('lasts until an apply that changes the replicas', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.scale('api', 5);
    stage.apply({ ...API, revision: 'r2' });
    expect(desiredReplicas(stage.state, 'api')).toBe(5);
    stage.apply({ ...API, replicas: 2 });
    expect(desiredReplicas(stage.state, 'api')).toBe(2);
    expect(stage.events('service.scaled').map(({ data }) => data)).toEqual([
      { from: 3, to: 5 },
      { from: 5, to: 2 },
    ]);
  });

  it('keeps an exclusive workload at one', () => {
    const stage = new Stage();
    stage.bringUp({ ...API, replicas: 1, exclusive: true });
    stage.scale('api', 3);
    expect(stage.done()).toEqual([]);
  });

  it('asks once more when the process was reported only after the order to stop', () => {
    const stage = new Stage();
    stage.apply({ ...API, replicas: 1 });
    stage.scale('api', 0);
    stage.started('api-0');
    expect(stage.done()).toEqual(['start api-0', 'stop api-0', 'stop api-0']);
  });
});

describe('a removed workload', () => {
  it('is forgotten when its last instance is gone, whatever else happens to it', () => {
    const stage = new Stage();
    stage.bringUp({ ...API, replicas: 1 });
    stage.restart('api');
    stage.apply();
    stage.scale('api', 4);
    stage.restart('api');
    stage.exited('api-0', { code: 1, signal: null });
    stage.tell({ type: 'start-failed', slot: 'api-1', incarnation: 2, reason: 'gone' });
    expect(stage.events('service.removed')).toHaveLength(1);
    expect(stage.views()).toEqual([]);
  });
});
