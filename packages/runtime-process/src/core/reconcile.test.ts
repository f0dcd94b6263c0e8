import { describe, expect, it } from 'vitest';
import type { SupervisionRecord } from './model.ts';
import { NO_RECORD, reconcile } from './reconcile.ts';
import type { FoundInstance } from './reconcile.ts';
import { restore, toRecord } from './record.ts';
import { PROBED, Stage, workload } from './simulation/stage.ts';
import { viewOf } from './views.ts';

const API = workload('api', { probes: PROBED });
const CRASHED = { code: 1, signal: null };

/** A platform whose `api-0` and `api-1`, incarnations 1 and 2, serve. */
function platform(): Stage {
  const stage = new Stage();
  stage.bringUp(API);
  return stage;
}

function instance(incarnation: number, changes: Partial<FoundInstance> = {}): FoundInstance {
  return { incarnation, revision: 'r1', alive: true, ...changes };
}

/** What a successor knows and does that finds these instances and reads this record. */
function succeed(record: SupervisionRecord, found: Readonly<Record<string, FoundInstance>>, wanted = [API]) {
  const restored = reconcile(record, new Map(Object.entries(found)));
  const { state, actions } = restore(restored, 100_000, () => 0.5, wanted);
  return {
    state,
    done: actions.map((action) => `${action.type} ${action.type === 'emit' ? action.event.type : action.slot}`),
  };
}

describe('a record that was written in time', () => {
  it('holds, and what it says of an end that is known counts once', () => {
    const stage = platform();
    stage.exited('api-1');
    stage.started('api-1');
    stage.exited('api-1');
    const { state } = succeed(toRecord(stage.state), {
      'api-0': instance(1),
      'api-1': instance(3, { alive: false, exit: CRASHED }),
    });
    expect(viewOf(state, 'api-1')).toMatchObject({ incarnation: 4, crashesInRow: 2 });
  });

  it('takes no left-over record of an earlier slot of the same name for the end of this one', () => {
    const stage = platform();
    stage.scale('api', 1);
    stage.exited('api-1', { code: 0, signal: null });
    stage.tell({ type: 'shutdown' });
    const record = { ...toRecord(stage.state), shuttingDown: false };
    const [first] = record.slots;
    if (first === undefined) throw new Error('no slot');
    const again = { ...first, slot: 'api-1', index: 1, incarnation: 0, launched: false, startedAt: null };
    const { done } = succeed(
      { ...record, slots: [first, again] },
      { 'api-0': instance(1), 'api-1': instance(2, { alive: false, exit: CRASHED }) },
    );
    expect(done).not.toContain('emit instance.crashed');
  });
});

describe('a record that is older than an instance', () => {
  it('gives way: the instance is adopted as what it is, and is not ready before it says so', () => {
    const { state, done } = succeed(toRecord(platform().state), { 'api-0': instance(1), 'api-1': instance(7) });
    expect(done).toEqual(['emit instance.adopted', 'emit instance.adopted']);
    expect(viewOf(state, 'api-1')).toMatchObject({ incarnation: 7, state: 'starting', serving: false, restarts: 1 });
    expect(state.starts).toBe(7);
  });

  it('takes its end for a crash', () => {
    const { state } = succeed(toRecord(platform().state), {
      'api-0': instance(1),
      'api-1': instance(7, { alive: false, exit: CRASHED }),
    });
    expect(viewOf(state, 'api-1')).toMatchObject({ incarnation: 8, crashesInRow: 1 });
  });

  it('does not stop it for what its predecessor was asked', () => {
    const stage = platform();
    stage.restart('api');
    const { done } = succeed(toRecord(stage.state), { 'api-0': instance(7), 'api-1': instance(2) });
    expect(done.filter((action) => !action.startsWith('emit'))).toEqual([]);
  });

  it('rolls one of a revision that was wanted only in between', () => {
    const changed = instance(7, { revision: 'r2' });
    const { state } = succeed(toRecord(platform().state), { 'api-0': changed, 'api-1': instance(2) });
    expect(toRecord(state).workloads[0]?.rolling).toBe(true);
  });
});

describe('a lost record', () => {
  it('starts everything that is wanted, under new numbers and in order', () => {
    const web = workload('web', { dependsOn: ['api'] });
    const killed = { 'api-0': instance(4, { alive: false }), 'web-0': instance(5, { alive: false }) };
    const { state, done } = succeed(NO_RECORD, killed, [API, web]);
    expect(done.filter((action) => action.startsWith('start'))).toEqual(['start api-0', 'start api-1']);
    expect(viewOf(state, 'api-0')?.incarnation).toBe(6);
  });
});

describe('what is wanted by now', () => {
  it('counts, not what the record alone wants', () => {
    const gone = { 'api-0': instance(1, { alive: false }), 'api-1': instance(2, { alive: false }) };
    const { done } = succeed(toRecord(platform().state), gone, []);
    expect(done.filter((action) => action.startsWith('start'))).toEqual([]);
  });

  it('ends a scale that the record alone knows', () => {
    const stage = platform();
    stage.scale('api', 1);
    const { state } = succeed(toRecord(stage.state), { 'api-0': instance(1), 'api-1': instance(2) });
    expect(toRecord(state).workloads[0]?.scaledTo).toBeNull();
  });
});
