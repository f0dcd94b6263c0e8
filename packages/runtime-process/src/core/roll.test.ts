import { describe, expect, it } from 'vitest';
import { PROBED, Stage, workload } from './simulation/stage.ts';

const API = workload('api', { probes: PROBED, drainTimeoutMs: 500 });
const NEW = { ...API, revision: 'r2' };

/** The old instance in a slot drains and ends, the new one gets ready. */
function replace(stage: Stage, slot: string): void {
  stage.drained(slot);
  stage.exited(slot, { code: 0, signal: null });
  stage.started(slot);
  stage.ready(slot);
}

describe('a roll of replicas', () => {
  it('replaces one at a time, each ready for a second before the next', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.apply(NEW);
    expect(stage.done()).toEqual(['drain api-0']);
    stage.drained('api-0');
    expect(stage.done()).toEqual(['stop api-0']);
    stage.exited('api-0', { code: 0, signal: null });
    expect(stage.done()).toEqual(['start api-0']);
    stage.started('api-0');
    stage.pass(5_000);
    expect(stage.done()).toEqual([]);
    stage.ready('api-0');
    stage.pass(999);
    expect(stage.done()).toEqual([]);
    stage.pass(1);
    expect(stage.done()).toEqual(['drain api-1']);
    replace(stage, 'api-1');
    stage.pass(1_000);
    expect(stage.events('service.rolled')).toHaveLength(1);
    expect(stage.views().map((view) => [view.revision, view.restarts, view.crashesInRow])).toEqual([
      ['r2', 1, 0],
      ['r2', 1, 0],
    ]);
  });

  it('does the same for a restart, with the same revision', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.restart('api');
    replace(stage, 'api-0');
    stage.pass(1_000);
    replace(stage, 'api-1');
    stage.pass(1_000);
    expect(stage.events('service.rolled')).toHaveLength(1);
    expect(stage.done().filter((action) => action.startsWith('start'))).toEqual(['start api-0', 'start api-1']);
  });

  it('begins with an instance that does not serve', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.probed('api-1', 'readiness', { ok: false, progress: { stopped: true, cpuMs: 1 } });
    stage.apply(NEW);
    expect(stage.done()).toEqual(['drain api-1']);
  });

  it('takes one that is only starting before one that serves', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.exited('api-1');
    stage.done();
    stage.apply(NEW);
    expect(stage.done()).toEqual(['stop api-1']);
  });

  it('adds replicas that the same apply wants before it takes one away', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.apply({ ...NEW, replicas: 3 });
    expect(stage.done()).toEqual(['start api-2']);
    stage.started('api-2');
    stage.ready('api-2');
    stage.pass(1_000);
    expect(stage.done()).toEqual(['drain api-0']);
  });
});

describe('a new revision that fails', () => {
  it('stalls the roll when it crashes: the old instances serve on', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.apply(NEW);
    stage.drained('api-0');
    stage.exited('api-0');
    for (let crash = 0; crash < 5; crash += 1) {
      stage.started('api-0');
      stage.exited('api-0');
      stage.pass(5_000);
    }
    expect(stage.events('service.roll-stalled')).toHaveLength(1);
    expect(stage.view('api-1')).toMatchObject({ revision: 'r1', serving: true });
  });

  it('stalls the roll when it is not ready after a minute, and goes on when it is', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.apply(NEW);
    stage.drained('api-0');
    stage.exited('api-0');
    stage.started('api-0');
    stage.pass(60_000);
    expect(stage.events('service.roll-stalled')[0]?.data).toMatchObject({ slot: 'api-0', reason: 'not ready' });
    stage.done();
    stage.ready('api-0');
    stage.pass(1_000);
    expect(stage.done()).toEqual(['drain api-1']);
  });

  it('gives way to a newer apply at once', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.apply(NEW);
    stage.drained('api-0');
    stage.exited('api-0');
    for (let crash = 0; crash < 8; crash += 1) {
      stage.started('api-0');
      stage.exited('api-0');
      if (crash < 7) stage.pass(30_000);
    }
    stage.done();
    stage.apply(API);
    expect(stage.done()).toEqual(['start api-0']);
    stage.started('api-0');
    stage.ready('api-0');
    stage.pass(1_000);
    expect(stage.events('service.rolled')[0]?.data).toEqual({ revision: 'r1' });
  });
});

describe('a roll of a single replica', () => {
  const ONE = { ...API, replicas: 1 };

  it('starts a second one beside it first, and takes it away afterwards', () => {
    const stage = new Stage();
    stage.bringUp(ONE);
    stage.apply({ ...ONE, revision: 'r2' });
    expect(stage.done()).toEqual(['start api-1']);
    stage.started('api-1');
    stage.ready('api-1');
    stage.pass(1_000);
    expect(stage.done()).toEqual(['drain api-0']);
    replace(stage, 'api-0');
    stage.pass(1_000);
    expect(stage.done()).toEqual(['stop api-0', 'start api-0', 'drain api-1']);
    stage.drained('api-1');
    stage.exited('api-1', { code: 0, signal: null });
    expect(stage.done()).toEqual(['stop api-1', 'release api-1']);
  });

  it('keeps the old one when the new one never gets ready, and drops the new one for a newer apply', () => {
    const stage = new Stage();
    stage.bringUp(ONE);
    stage.apply({ ...ONE, revision: 'r2' });
    stage.started('api-1');
    stage.pass(120_000);
    expect(stage.done()).toEqual(['start api-1']);
    expect(stage.view('api-0').serving).toBe(true);
    stage.apply(ONE);
    expect(stage.done()).toEqual(['stop api-1']);
  });

  it('stops it first where two cannot be', () => {
    const stage = new Stage();
    stage.bringUp({ ...ONE, exclusive: true });
    stage.apply({ ...ONE, exclusive: true, revision: 'r2' });
    expect(stage.done()).toEqual(['drain api-0']);
  });

  it('has nothing to keep when it does not serve', () => {
    const stage = new Stage();
    stage.apply(ONE);
    stage.started('api-0');
    stage.done();
    stage.apply({ ...ONE, revision: 'r2' });
    expect(stage.done()).toEqual(['stop api-0']);
  });
});

describe('orders during a roll', () => {
  it('roll to the newest revision only, when another apply comes', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.apply(NEW);
    stage.apply({ ...API, revision: 'r3' });
    replace(stage, 'api-0');
    stage.pass(1_000);
    replace(stage, 'api-1');
    expect(stage.views().map((view) => view.revision)).toEqual(['r3', 'r3']);
  });

  it('stop everything when the workload is removed, and start it anew when it is back', () => {
    const stage = new Stage();
    stage.bringUp(API);
    stage.apply(NEW);
    stage.apply();
    expect(stage.done()).toEqual(['drain api-0', 'drain api-1']);
    stage.apply(NEW);
    stage.drained('api-0');
    stage.exited('api-0', { code: 0, signal: null });
    stage.drained('api-1');
    stage.exited('api-1', { code: 0, signal: null });
    expect(stage.done()).toEqual(['stop api-0', 'start api-0', 'stop api-1', 'start api-1']);
  });
});
