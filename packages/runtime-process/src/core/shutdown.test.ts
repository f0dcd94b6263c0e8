import { describe, expect, it } from 'vitest';
import { Stage, workload } from './simulation/stage.ts';
import { isStopped } from './views.ts';

const DB = workload('db', { replicas: 1 });
const CACHE = workload('cache', { replicas: 1 });
const API = workload('api', { replicas: 1, dependsOn: ['db', 'cache'] });
const WEB = workload('web', { replicas: 1, dependsOn: ['api'] });

function up(): Stage {
  const stage = new Stage();
  for (let layer = 0; layer < 3; layer += 1) stage.bringUp(DB, CACHE, API, WEB);
  return stage;
}

describe('shutdown', () => {
  it('stops dependents first, and at once what nothing alive depends on', () => {
    const stage = up();
    stage.tell({ type: 'shutdown' });
    expect(stage.done()).toEqual(['stop web-0']);
    stage.exited('web-0', { code: 0, signal: null });
    expect(stage.done()).toEqual(['stop api-0']);
    stage.exited('api-0', { code: 0, signal: null });
    expect(stage.done()).toEqual(['stop db-0', 'stop cache-0']);
    stage.exited('cache-0', { code: 0, signal: null });
    expect(isStopped(stage.state)).toBe(false);
    stage.exited('db-0', { code: 0, signal: null });
    expect(isStopped(stage.state)).toBe(true);
    expect(stage.events('platform.stopped')).toHaveLength(1);
    expect(stage.views().map((view) => view.state)).toEqual(['stopped', 'stopped', 'stopped', 'stopped']);
  });

  it('restarts nothing, not even what crashes on the way', () => {
    const stage = up();
    stage.tell({ type: 'shutdown' });
    stage.exited('db-0', { code: 1, signal: null });
    stage.pass(60_000);
    expect(stage.done().filter((action) => action.startsWith('start'))).toEqual([]);
    expect(stage.view('db-0')).toMatchObject({ state: 'stopped', retryAt: null });
  });

  it('ignores every order that comes after it', () => {
    const stage = up();
    stage.tell({ type: 'shutdown' });
    const { state } = stage;
    stage.apply(DB);
    stage.scale('db', 4);
    stage.restart('api');
    stage.tell({ type: 'shutdown' });
    expect(stage.state).toEqual(state);
  });

  it('ends even when workloads depend on each other in a circle', () => {
    const stage = new Stage();
    stage.bringUp({ ...DB, dependsOn: [] }, { ...API, dependsOn: ['db'] });
    stage.bringUp({ ...DB, dependsOn: ['api'] }, { ...API, dependsOn: ['db'] });
    stage.tell({ type: 'shutdown' });
    expect(stage.done()).toEqual(['stop db-0', 'stop api-0']);
  });

  it('is finished by a successor', () => {
    const stage = up();
    stage.tell({ type: 'shutdown' });
    stage.done();
    stage.succeed(['web-0']);
    expect(stage.done()).toEqual(['stop api-0']);
  });
});
