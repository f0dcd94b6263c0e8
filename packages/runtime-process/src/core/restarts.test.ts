import { describe, expect, it } from 'vitest';
import { Stage, workload } from './simulation/stage.ts';

const ONE = workload('api', { replicas: 1 });

function crashed(stage: Stage): void {
  stage.started('api-0');
  stage.exited('api-0');
}

describe('restarts', () => {
  it('restart at once after the first crash, also after exit 0', () => {
    const stage = new Stage();
    stage.bringUp(ONE);
    stage.exited('api-0', { code: 0, signal: null });
    expect(stage.events('instance.crashed')[0]?.data).toMatchObject({ code: 0, crashesInRow: 1, restartInMs: 0 });
    expect(stage.done()).toEqual(['start api-0']);
  });

  it('wait longer with each crash in a row and say until when', () => {
    const stage = new Stage();
    stage.apply(ONE);
    const waits = [1, 2, 3, 4].map(() => {
      crashed(stage);
      const { retryAt, state } = stage.view('api-0');
      if (retryAt === null) return 0;
      expect(state).toBe('crashed');
      const wait = retryAt - stage.now;
      stage.pass(wait);
      return wait;
    });
    expect(waits).toEqual([0, 50, 100, 200]);
  });

  it('tell of a crash loop once a row', () => {
    const stage = new Stage();
    stage.apply(ONE);
    for (let crash = 0; crash < 6; crash += 1) {
      crashed(stage);
      stage.pass(30_000);
    }
    expect(stage.events('instance.crash-looping')).toHaveLength(1);
  });

  it('forget the row after a steady run of 10 s', () => {
    const stage = new Stage();
    stage.apply(ONE);
    crashed(stage);
    crashed(stage);
    stage.pass(50);
    stage.started('api-0');
    stage.pass(9_999);
    expect(stage.events('instance.recovered')).toEqual([]);
    stage.pass(1);
    expect(stage.events('instance.recovered')[0]?.data).toMatchObject({ crashesInRow: 2 });
    stage.exited('api-0');
    expect(stage.view('api-0')).toMatchObject({ crashesInRow: 1, state: 'starting' });
  });

  it('count a failed start as a crash', () => {
    const stage = new Stage();
    stage.apply(ONE);
    stage.tell({ type: 'start-failed', slot: 'api-0', incarnation: 1, reason: 'no such file' });
    expect(stage.events('instance.crashed')[0]?.data).toMatchObject({ reason: 'no such file', crashesInRow: 1 });
    expect(stage.view('api-0')).toMatchObject({ incarnation: 2, restarts: 1 });
  });

  it('never give up', () => {
    const stage = new Stage();
    stage.apply(ONE);
    for (let crash = 0; crash < 200; crash += 1) {
      crashed(stage);
      stage.pass(30_000);
    }
    expect(stage.view('api-0')).toMatchObject({ state: 'starting', restarts: 200 });
  });
});

describe('reports', () => {
  it('are ignored when they come twice, late, or of nobody known', () => {
    const stage = new Stage();
    stage.bringUp(ONE);
    stage.exited('api-0');
    const before = stage.state;
    const exit = { code: 1, signal: null };
    stage.tell({ type: 'exited', slot: 'api-0', incarnation: 1, exit });
    stage.tell({ type: 'started', slot: 'api-0', incarnation: 1 });
    stage.tell({ type: 'drained', slot: 'api-0', incarnation: 2 });
    stage.tell({ type: 'exited', slot: 'api-7', incarnation: 2, exit });
    stage.tell({ type: 'scale', workload: 'nobody', replicas: 3 });
    expect(stage.state).toEqual({ ...before, now: stage.now });
  });

  it('leave the state they were decided on as it was', () => {
    const stage = new Stage();
    stage.bringUp(ONE);
    const before = stage.state;
    const copy = structuredClone(before);
    stage.exited('api-0');
    stage.pass(1_000);
    expect(before).toEqual(copy);
  });
});

describe('a clock that goes back', () => {
  it('makes no wait longer', () => {
    const stage = new Stage();
    stage.apply(ONE);
    crashed(stage);
    crashed(stage);
    expect(stage.view('api-0').retryAt).toBe(50);
    stage.now = -3_600_000;
    stage.tell({ type: 'tick' });
    expect(stage.view('api-0').retryAt).toBe(-3_600_000 + 50);
    stage.pass(50);
    expect(stage.view('api-0').state).toBe('starting');
  });
});
