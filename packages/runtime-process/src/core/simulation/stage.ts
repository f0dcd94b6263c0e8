/** A supervisor under virtual time for examples: tell it what happens, look at what it does. */
import { decide, nextWakeAt, type Decision } from '../decide.ts';
import type { EventType } from '../events.ts';
import type { Action, EventDraft, Exit, Input, ProbeInput, SlotView, WorkloadSpec } from '../model.ts';
import { restore, toRecord } from '../record.ts';
import { createSupervision, type Supervision } from '../state.ts';
import { views } from '../views.ts';

/** A workload with two replicas and no probes, dependencies or waits, changed as the example needs it. */
export function workload(name: string, changes: Partial<WorkloadSpec> = {}): WorkloadSpec {
  return {
    name,
    revision: 'r1',
    replicas: 2,
    dependsOn: [],
    probes: {},
    restart: { initialMs: 100, capMs: 30_000 },
    graceMs: 1_000,
    drainTimeoutMs: 0,
    exclusive: false,
    ...changes,
  };
}

/** Readiness every second, liveness every ten, three misses each. */
export const PROBED: WorkloadSpec['probes'] = {
  readiness: { periodMs: 1_000, timeoutMs: 1_000, failureThreshold: 3 },
  liveness: { periodMs: 10_000, timeoutMs: 1_000, failureThreshold: 3 },
};

type Answer = Partial<Pick<ProbeInput, 'ok' | 'answered' | 'progress'>>;

export class Stage {
  now = 0;
  state: Supervision = createSupervision();
  /** What chance says, 0-1. */
  luck = 0.5;
  /** Actions since the last `done`. */
  #actions: Action[] = [];

  /** What was done since the last call: `start api-0`, `drain api-0`; events are left out. */
  done(): string[] {
    const done = this.#actions.flatMap((action) => (action.type === 'emit' ? [] : [`${action.type} ${action.slot}`]));
    this.#actions = [];
    return done;
  }

  /** Events of a type since the last `done`. */
  events(type: EventType): EventDraft[] {
    return this.#actions.flatMap((action) =>
      action.type === 'emit' && action.event.type === type ? [action.event] : [],
    );
  }

  tell(input: Input): void {
    this.#take(decide(this.state, input, this.now, () => this.luck));
  }

  /** Lets time pass, waking the core whenever it wants to be. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (let at = nextWakeAt(this.state); at !== null && at <= until; at = nextWakeAt(this.state)) {
      this.now = at;
      this.tell({ type: 'tick' });
    }
    this.now = until;
  }

  apply(...workloads: readonly WorkloadSpec[]): void {
    this.tell({ type: 'apply', workloads });
  }

  scale(name: string, replicas: number): void {
    this.tell({ type: 'scale', workload: name, replicas });
  }

  restart(name: string): void {
    this.tell({ type: 'restart', workload: name });
  }

  started(...slots: readonly string[]): void {
    for (const slot of slots) this.tell({ type: 'started', slot, incarnation: this.view(slot).incarnation });
  }

  drained(slot: string): void {
    this.tell({ type: 'drained', slot, incarnation: this.view(slot).incarnation });
  }

  exited(slot: string, exit: Exit = { code: 1, signal: null }): void {
    this.tell({ type: 'exited', slot, incarnation: this.view(slot).incarnation, exit });
  }

  /** A probe came back; a miss is silence unless said otherwise. */
  probed(slot: string, probe: ProbeInput['probe'], answer: Answer = {}): void {
    this.tell({ type: 'probed', slot, incarnation: this.view(slot).incarnation, probe, ok: true, ...answer });
  }

  /** Each of these was asked for its readiness and said yes. */
  ready(...slots: readonly string[]): void {
    for (const slot of slots) this.probed(slot, 'readiness');
  }

  /** Applies a workload and brings all its instances up, steadily ready. */
  bringUp(...workloads: readonly WorkloadSpec[]): void {
    this.apply(...workloads);
    for (const view of this.views()) {
      if (view.startedAt === null) this.started(view.slot);
      if (this.view(view.slot).probing.includes('startup')) this.probed(view.slot, 'startup');
      if (this.view(view.slot).probing.includes('readiness')) this.probed(view.slot, 'readiness');
    }
    this.pass(20_000);
    this.done();
  }

  views(): SlotView[] {
    return views(this.state);
  }

  view(slot: string): SlotView {
    const view = this.views().find((candidate) => candidate.slot === slot);
    if (view === undefined) throw new Error(`there is no slot ${slot}`);
    return view;
  }

  /** The supervisor dies and another one takes over; these slots' processes died meanwhile. */
  succeed(dead: readonly string[] = []): void {
    const record = toRecord(this.state);
    const slots = record.slots.map((slot) => ({ ...slot, alive: slot.launched && !dead.includes(slot.slot) }));
    this.#take(restore({ ...record, slots }, this.now, () => this.luck));
  }

  #take(decision: Decision): void {
    this.state = decision.state;
    this.#actions.push(...decision.actions);
  }
}
