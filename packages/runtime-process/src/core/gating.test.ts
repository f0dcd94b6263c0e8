import { describe, expect, it } from 'vitest';
import { PROBED, Stage, workload } from './simulation/stage.ts';

describe('start order', () => {
  it('starts at once whatever depends on nothing', () => {
    const stage = new Stage();
    stage.apply(workload('db', { replicas: 1 }), workload('cache'), workload('api', { dependsOn: ['db'] }));
    expect(stage.done()).toEqual(['start db-0', 'start cache-0', 'start cache-1']);
  });

  it('waits until one instance of each dependency is ready', () => {
    const stage = new Stage();
    stage.apply(workload('db', { probes: PROBED }), workload('cache'), workload('api', { dependsOn: ['db', 'cache'] }));
    stage.started('db-0', 'db-1', 'cache-0');
    expect(stage.done()).not.toContain('start api-0');
    stage.ready('db-1');
    expect(stage.done()).toEqual(['start api-0', 'start api-1']);
  });

  it('does not wait again: restarts and further replicas start while the dependency is down', () => {
    const stage = new Stage();
    stage.bringUp(workload('db', { replicas: 1 }), workload('api', { replicas: 1, dependsOn: ['db'] }));
    stage.bringUp(workload('db', { replicas: 1 }), workload('api', { replicas: 1, dependsOn: ['db'] }));
    stage.exited('db-0');
    stage.exited('db-0');
    stage.exited('api-0');
    stage.scale('api', 2);
    expect(stage.done()).toEqual(expect.arrayContaining(['start api-0', 'start api-1']));
  });

  it('does not wait for a dependency that is scaled to nothing', () => {
    const stage = new Stage();
    stage.apply(workload('db', { replicas: 0 }), workload('api', { replicas: 1, dependsOn: ['db'] }));
    expect(stage.done()).toEqual(['start api-0']);
  });
});

describe('readiness', () => {
  it('comes with the start where no probe is to be asked', () => {
    const stage = new Stage();
    stage.apply(workload('api', { replicas: 1 }));
    stage.started('api-0');
    expect(stage.view('api-0')).toMatchObject({ state: 'ready', serving: true, probing: [] });
  });

  it('asks the startup probe alone until it succeeds, then the other two', () => {
    const startup = { periodMs: 1_000, timeoutMs: 1_000, failureThreshold: 3 };
    const stage = new Stage();
    stage.apply(workload('api', { replicas: 1, probes: { ...PROBED, startup } }));
    stage.started('api-0');
    expect(stage.view('api-0')).toMatchObject({ state: 'starting', probing: ['startup'] });
    stage.probed('api-0', 'startup');
    expect(stage.view('api-0')).toMatchObject({ state: 'starting', probing: ['readiness', 'liveness'] });
    stage.ready('api-0');
    expect(stage.view('api-0')).toMatchObject({ state: 'ready', serving: true });
  });

  it('is lost after as many misses as the rule says, and back with one success', () => {
    const stage = new Stage();
    stage.bringUp(workload('api', { replicas: 1, probes: PROBED }));
    const states = [1, 2, 3].map(() => {
      stage.probed('api-0', 'readiness', { ok: false, answered: true });
      stage.pass(1_000);
      return stage.view('api-0').state;
    });
    expect(states).toEqual(['ready', 'ready', 'unready']);
    stage.ready('api-0');
    expect(stage.view('api-0').serving).toBe(true);
  });

  it('counts misses of eager probing once a period', () => {
    const stage = new Stage();
    stage.bringUp(workload('api', { replicas: 1, probes: PROBED }));
    for (let miss = 0; miss < 8; miss += 1) {
      stage.probed('api-0', 'readiness', { ok: false });
      stage.pass(200);
    }
    expect(stage.view('api-0')).toMatchObject({ state: 'ready', suspect: true });
  });

  it('is lost at once when the process is stopped', () => {
    const stage = new Stage();
    stage.bringUp(workload('api', { replicas: 1, probes: PROBED }));
    stage.probed('api-0', 'readiness', { ok: false, progress: { stopped: true, cpuMs: 5 } });
    expect(stage.view('api-0').serving).toBe(false);
  });

  it('ignores a startup probe that comes back after it is not asked any more', () => {
    const startup = { periodMs: 1_000, timeoutMs: 1_000, failureThreshold: 3 };
    const stage = new Stage();
    stage.bringUp(workload('api', { replicas: 1, probes: { startup } }));
    stage.probed('api-0', 'startup', { ok: false });
    expect(stage.view('api-0')).toMatchObject({ state: 'ready', suspect: false });
  });
});
