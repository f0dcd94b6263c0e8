import { describe, expect, it } from 'vitest';
import { PROBED, Stage, workload } from './simulation/stage.ts';

const API = workload('api', { probes: PROBED });
const STOPPED = { ok: false, progress: { stopped: true, cpuMs: 70 } };
const STILL = { ok: false, progress: { stopped: false, cpuMs: 70 } };

/** Silence of one that computes all the time. */
function busy(stage: Stage) {
  return { ok: false, progress: { stopped: false, cpuMs: stage.now } };
}

/** Misses every 500 ms for `ms`. */
function silent(stage: Stage, slot: string, ms: number, answer: Parameters<Stage['probed']>[2] = STILL): void {
  for (let passed = 0; passed <= ms; passed += 500) {
    stage.probed(slot, 'liveness', answer);
    if (passed < ms) stage.pass(500);
  }
}

/** Everyone is asked each second; those named miss while they compute. Liveness every ten seconds. */
function load(stage: Stage, seconds: number, missing: readonly string[]): void {
  for (let second = 0; second < seconds; second += 1) {
    stage.pass(1_000);
    for (const { slot, probing, suspect } of stage.views()) {
      const answer = missing.includes(slot) ? busy(stage) : {};
      if (probing.includes('readiness')) stage.probed(slot, 'readiness', answer);
      if ((second % 10 === 0 || suspect) && probing.includes('liveness')) stage.probed(slot, 'liveness', answer);
    }
  }
}

describe('a frozen instance', () => {
  it.each([
    ['stopped', STOPPED],
    ['without CPU progress', STILL],
  ])('is killed within 3 s when it is %s', (_, answer) => {
    const stage = new Stage();
    stage.bringUp(API);
    silent(stage, 'api-0', 1_000, answer);
    expect(stage.done()).toEqual([]);
    expect(stage.view('api-0').suspect).toBe(true);
    stage.pass(500);
    stage.probed('api-0', 'liveness', answer);
    expect(stage.events('instance.stuck')).toHaveLength(1);
    expect(stage.done()).toEqual(['kill api-0']);
    stage.exited('api-0', { code: null, signal: 'SIGKILL' });
    expect(stage.events('instance.crashed')[0]?.data['reason']).toMatch(/^does not answer/);
    expect(stage.done()).toEqual(['start api-0']);
  });

  it('is found by readiness alone, too', () => {
    const stage = new Stage();
    stage.bringUp(API);
    for (let miss = 0; miss < 4; miss += 1) {
      stage.probed('api-0', 'readiness', STILL);
      stage.pass(500);
    }
    expect(stage.done()).toEqual(['kill api-0']);
  });

  it('is killed even when it is the only one, since it serves nobody', () => {
    const stage = new Stage();
    stage.bringUp({ ...API, replicas: 1 });
    silent(stage, 'api-0', 1_500);
    expect(stage.done()).toEqual(['kill api-0']);
  });

  it('lives on when it answers no: an idle process that is not ready is not stuck', () => {
    const stage = new Stage();
    stage.bringUp(API);
    for (let miss = 0; miss < 60; miss += 1) {
      stage.probed('api-0', 'readiness', { ...STILL, answered: true });
      stage.pass(500);
    }
    expect(stage.done()).toEqual([]);
    expect(stage.view('api-0')).toMatchObject({ state: 'unready', suspect: false });
  });

  it('starts its window anew with any CPU progress', () => {
    const stage = new Stage();
    stage.bringUp({ ...API, replicas: 1 });
    for (let miss = 0; miss < 30; miss += 1) {
      stage.probed('api-0', 'liveness', { ok: false, progress: { stopped: false, cpuMs: 70 + Math.floor(miss / 3) } });
      stage.pass(500);
    }
    expect(stage.done()).toEqual([]);
  });

  it('is none that waits for a CPU or a disk', () => {
    const stage = new Stage();
    stage.bringUp({ ...API, replicas: 1 });
    silent(stage, 'api-0', 30_000, { ok: false, progress: { stopped: false, busy: true, cpuMs: 70 } });
    expect(stage.done()).toEqual([]);
  });

  it('gets 30 s to start without computing, unless it is stopped', () => {
    const stage = new Stage();
    stage.apply({ ...API, replicas: 1 });
    stage.started('api-0');
    stage.done();
    const miss = () => {
      stage.pass(1_000);
      stage.probed('api-0', 'readiness', STILL);
    };
    for (let second = 0; second < 30; second += 1) miss();
    expect(stage.done()).toEqual([]);
    miss();
    expect(stage.done()).toEqual(['kill api-0']);
  });

  it('waits for its turn: the second one goes when the first is ready again', () => {
    const stage = new Stage();
    stage.bringUp(API);
    silent(stage, 'api-0', 1_500, STOPPED);
    silent(stage, 'api-1', 5_000, STOPPED);
    expect(new Set(stage.done())).toEqual(new Set(['kill api-0']));
    stage.exited('api-0');
    stage.started('api-0');
    silent(stage, 'api-1', 500, STOPPED);
    expect(stage.done()).toEqual(['start api-0']);
    stage.ready('api-0');
    silent(stage, 'api-1', 0, STOPPED);
    expect(stage.done()).toEqual(['kill api-1']);
  });

  it('may go a second time when its successor freezes before it was ready', () => {
    const stage = new Stage();
    stage.bringUp({ ...API, replicas: 1 });
    silent(stage, 'api-0', 1_500, STOPPED);
    stage.exited('api-0');
    stage.started('api-0');
    stage.done();
    for (let miss = 0; miss < 4; miss += 1) {
      stage.probed('api-0', 'readiness', STOPPED);
      stage.pass(500);
    }
    expect(stage.done()).toEqual(['kill api-0']);
  });

  it('is killed again each second until its end is known', () => {
    const stage = new Stage();
    stage.bringUp(API);
    silent(stage, 'api-0', 1_500);
    stage.pass(2_000);
    expect(stage.done()).toEqual(['kill api-0', 'kill api-0', 'kill api-0']);
  });
});

describe('a busy instance', () => {
  it('is killed after three misses at its period while the others never missed', () => {
    const stage = new Stage();
    stage.bringUp({ ...API, replicas: 3 });
    load(stage, 20, []);
    load(stage, 20, ['api-1']);
    expect(stage.done()).toEqual([]);
    load(stage, 2, ['api-1']);
    expect(stage.done()).toContain('kill api-1');
  });

  it.each([
    ['all miss', ['api-0', 'api-1']],
    ['it is the only one', ['api-0']],
  ])('lives on when %s: that is overload', (_, missing) => {
    const stage = new Stage();
    stage.bringUp({ ...API, replicas: missing.length });
    load(stage, 300, missing);
    expect(stage.done()).toEqual([]);
  });

  it('lives on when most miss', () => {
    const stage = new Stage();
    stage.bringUp({ ...API, replicas: 3 });
    load(stage, 120, ['api-0', 'api-2']);
    expect(stage.done()).toEqual([]);
  });

  it('lives on when the other one answers again but missed in the meantime', () => {
    const stage = new Stage();
    stage.bringUp(API);
    load(stage, 5, []);
    load(stage, 3, ['api-0', 'api-1']);
    for (let round = 0; round < 6; round += 1) {
      load(stage, 11, ['api-0']);
      load(stage, 1, ['api-0', 'api-1']);
    }
    expect(stage.done()).toEqual([]);
  });
});

describe('an instance whose dependency is down', () => {
  const DB = workload('db', {
    replicas: 1,
    probes: { readiness: { periodMs: 1_000, timeoutMs: 1_000, failureThreshold: 3 } },
  });
  const WAITING = { ...API, dependsOn: ['db'] };

  it('is not killed for waiting', () => {
    const stage = new Stage();
    stage.bringUp(DB, WAITING);
    stage.bringUp(DB, WAITING);
    stage.exited('db-0');
    silent(stage, 'api-0', 60_000);
    expect(stage.done()).toEqual(['start db-0']);
  });

  it('is not killed either before the trouble of the dependency is known', () => {
    const stage = new Stage();
    stage.bringUp(DB, WAITING);
    stage.bringUp(DB, WAITING);
    stage.ready('db-0');
    silent(stage, 'api-0', 2_500);
    expect(stage.done()).toEqual([]);
  });

  it('gets 5 s after the dependency came back', () => {
    const stage = new Stage();
    stage.bringUp(DB, WAITING);
    stage.bringUp(DB, WAITING);
    silent(stage, 'api-0', 1_000);
    stage.exited('db-0');
    stage.started('db-0');
    stage.ready('db-0');
    silent(stage, 'api-0', 4_500);
    stage.ready('db-0');
    expect(stage.done()).toEqual(['start db-0']);
    silent(stage, 'api-0', 1_000);
    expect(stage.done()).toEqual(['kill api-0']);
  });
});
