import { describe, expect, it } from 'vitest';
import { toRecord } from './record.ts';
import { PROBED, Stage, workload } from './simulation/stage.ts';

const API = workload('api', { probes: PROBED });

describe('a new supervisor', () => {
  it('adopts what is alive, and it serves on', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.succeed();
    stage.apply(API);
    expect(stage.events('instance.adopted')).toHaveLength(2);
    expect(stage.done()).toEqual([]);
    expect(stage.views().map((view) => [view.serving, view.incarnation])).toEqual([
      [true, 1],
      [true, 2],
    ]);
  });

  it('takes the end of what died meanwhile as a crash and restarts it', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.succeed(['api-1']);
    expect(stage.events('instance.crashed')[0]?.data).toMatchObject({ crashesInRow: 1, reason: 'ended unseen' });
    expect(stage.done()).toEqual(['start api-1']);
    expect(stage.view('api-1').incarnation).toBe(3);
  });

  it('does not blame an instance that was never launched', () => {
    const stage = new Stage();
    stage.apply(API);
    stage.done();
    stage.succeed(['api-0', 'api-1']);
    expect(stage.events('instance.crashed')).toEqual([]);
    expect(stage.done()).toEqual(['start api-0', 'start api-1']);
  });

  it('takes the end of what was being stopped as that', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.scale('api', 1);
    stage.done();
    stage.succeed(['api-1']);
    expect(stage.events('instance.crashed')).toEqual([]);
    expect(stage.done()).toEqual(['release api-1']);
  });

  it('goes on stopping what was being stopped, and replaces it where it is wanted again', () => {
    const stage = new Stage();
    stage.bringUp({ ...API, replicas: 1 });
    stage.apply();
    stage.apply({ ...API, replicas: 1 });
    stage.done();
    stage.succeed();
    expect(stage.done()).toEqual(['stop api-0']);
    stage.exited('api-0', { code: 0, signal: null });
    expect(stage.events('instance.crashed')).toEqual([]);
    expect(stage.done()).toEqual(['start api-0']);
  });

  it('keeps a scale, and the row of crashes with its wait', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.scale('api', 1);
    stage.exited('api-1', { code: 0, signal: null });
    for (let crash = 0; crash < 4; crash += 1) {
      if (stage.view('api-0').startedAt === null) stage.started('api-0');
      stage.exited('api-0');
      if (crash < 3) stage.pass(1_000);
    }
    const { retryAt } = stage.view('api-0');
    stage.succeed();
    stage.apply(API);
    expect(stage.view('api-0')).toMatchObject({ state: 'crashed', crashesInRow: 4, retryAt });
    expect(stage.views()).toHaveLength(1);
  });

  it('goes on with a restart that was half done', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.restart('api');
    stage.exited('api-0', { code: 0, signal: null });
    stage.started('api-0');
    stage.ready('api-0');
    stage.done();
    stage.succeed();
    stage.pass(1_000);
    expect(stage.done()).toEqual(['stop api-1']);
  });

  it('is not confused by times of another boot', () => {
    const stage = new Stage();
    stage.now = 1e9;
    stage.apply(API);
    for (let crash = 0; crash < 9; crash += 1) {
      stage.started('api-0');
      stage.exited('api-0');
      if (crash < 8) stage.pass(30_000);
    }
    stage.now = 5;
    stage.succeed(['api-1']);
    expect(stage.view('api-0').retryAt).toBeLessThanOrEqual(30_005);
  });

  it('finds plain data', () => {
    const stage = new Stage();
    stage.bringUp(API);
    const record = toRecord(stage.state);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });
});
