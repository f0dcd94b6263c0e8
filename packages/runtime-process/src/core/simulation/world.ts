/**
 * A pretended machine with a supervisor on it: carries actions out on pretended processes, probes them, reports back
 * late, twice or out of order, and loses everything but the disk when the supervisor dies.
 */
import { decide, nextWakeAt, type Decision } from '../decide.ts';
import type { Action, Exit, Input, WorkloadSpec } from '../model.ts';
import { NO_RECORD, reconcile, type FoundInstance } from '../reconcile.ts';
import { restore, toRecord } from '../record.ts';
import { createSupervision, wantedReplicas, type Supervision } from '../state.ts';
import { Agenda } from './agenda.ts';
import { chanceFrom, type Chance } from './chance.ts';
import type { Manner, Plan } from './plan.ts';
import { probeForLife } from './prober.ts';
import type { PretendedProcess } from './process.ts';
import { Violation, Watch } from './watch.ts';

/** The shortest wait, so that rounding cannot make virtual time stand still. */
const TICK_MS = 0.001;

/** More than any plan needs. */
const MOST_STEPS = 50_000;

type SlotAction = Exclude<Action, { readonly type: 'emit' }>;

export class World {
  readonly agenda = new Agenda();
  readonly chance: Chance;
  /** Live ones by slot. */
  readonly processes = new Map<string, PretendedProcess>();
  readonly manners: ReadonlyMap<string, Manner>;
  /** Workloads that get more requests than they can answer, with the time it began. */
  readonly overloaded = new Map<string, number>();
  /** Workloads that were ever part of the catalog. */
  readonly known = new Map<string, WorkloadSpec>();
  /** Revisions given out so far. */
  revisions = 0;
  /** Revisions that crash at once, and those that never answer. */
  readonly broken = new Set<string>();
  readonly mute = new Set<string>();
  readonly watch: Watch;
  /** Once false, nothing goes wrong by itself any more. */
  troubled = true;
  steps = 0;
  /** Counts the supervisor's lives; what an earlier one waited for never comes. */
  life = 0;
  #state: Supervision | null = createSupervision();
  /** States do not change, so what is on disk can be written when it is read. Null where the file is lost. */
  #onDisk: Supervision | null = null;
  /** What the last supervisor that died knew. */
  #left: Supervision | null = null;
  /** So many writes of the record fail from now on. */
  #writesToLose = 0;
  /** The last process of each slot, as its own record tells of it. */
  readonly #launched = new Map<string, PretendedProcess>();
  #clockBackMs = 0;
  #wakeAt: number | null = null;
  #dieMidway = false;
  readonly #log: ((line: string) => void) | undefined;

  constructor(plan: Plan, log?: (line: string) => void) {
    this.chance = chanceFrom(plan.seed ^ 0x5bd1e995);
    this.manners = new Map(plan.workloads.map(({ spec, manner }) => [spec.name, manner]));
    this.watch = new Watch(this);
    this.#log = log;
  }

  /** Null while the supervisor is dead. */
  get state(): Supervision | null {
    return this.#state;
  }

  get now(): number {
    return this.agenda.now;
  }

  /** The supervisor learns something, decides, writes it down, and acts. */
  tell(input: Input): void {
    if (this.#state === null) return;
    this.watch.told(input);
    this.#decide(this.#state, input);
  }

  /** Orders a catalog, as the platform does: with the replicas that people asked for, and none they no longer do. */
  order(specs: readonly WorkloadSpec[]): void {
    if (this.#state === null) return;
    this.watch.told({ type: 'apply', workloads: specs });
    this.#decide(this.#state, { type: 'apply', workloads: this.#asAskedFor(specs) });
    for (const { name } of specs) {
      const workload = this.state?.workloads.get(name);
      const replicas = this.watch.wantedOf(name);
      if (workload !== undefined && wantedReplicas(workload) !== replicas) {
        this.tell({ type: 'scale', workload: name, replicas });
      }
    }
  }

  /** Tells it later, if the same supervisor still lives by then. */
  report(delayMs: number, input: Input): void {
    const { life } = this;
    this.agenda.after(delayMs, () => {
      if (this.life === life) this.tell(input);
    });
  }

  /** It dies now; its successor finds what is on disk and what is alive. */
  crashSupervisor(downMs: number): void {
    if (this.#state === null) return;
    this.note(() => 'supervisor dies');
    this.#left = this.#state;
    this.#state = null;
    this.life += 1;
    this.#wakeAt = null;
    this.agenda.after(downMs, () => this.#revive());
  }

  /** It dies in its next decision that has actions, after some of them. */
  crashSupervisorMidway(): void {
    this.#dieMidway = true;
  }

  /** The next writes of the record fail: the disk is full. */
  loseWrites(count: number): void {
    this.#writesToLose = Math.max(this.#writesToLose, count);
  }

  /** The record is gone, until it is written again. */
  loseRecord(): void {
    this.#onDisk = null;
  }

  /** From now on nothing goes wrong by itself. */
  calm(): void {
    this.troubled = false;
    this.#writesToLose = 0;
    this.overloaded.clear();
    this.#dieMidway = false;
  }

  turnClockBack(byMs: number): void {
    this.#clockBackMs += byMs;
  }

  /** A process ends. */
  end(process: PretendedProcess, exit: Exit): void {
    if (process.exit !== null) return;
    process.exit = exit;
    this.processes.delete(process.slot);
    this.note(() => `${process.slot}#${process.incarnation} ends`);
    const { slot, incarnation } = process;
    this.report(this.chance.between(0, 5), { type: 'exited', slot, incarnation, exit });
    if (this.chance.happens(0.1)) this.report(20, { type: 'exited', slot, incarnation, exit });
  }

  note(line: () => string): void {
    this.#log?.(`${this.now.toFixed(1).padStart(10)} ${line()}`);
  }

  #clock(): number {
    return this.now - this.#clockBackMs;
  }

  #asAskedFor(specs: readonly WorkloadSpec[]): readonly WorkloadSpec[] {
    return specs.map((spec) => ({ ...spec, replicas: this.watch.scaledTo.get(spec.name) ?? spec.replicas }));
  }

  #decide(state: Supervision, input: Input): void {
    this.note(() => `> ${JSON.stringify(input)}`);
    this.#act(decide(state, input, this.#clock(), () => this.chance.next()));
  }

  #act(decision: Decision): void {
    this.steps += 1;
    if (this.steps > MOST_STEPS) throw new Violation('never comes to rest');
    this.#state = decision.state;
    this.#write(decision.state);
    this.watch.decided(decision.state, decision.actions);
    const midway = this.#dieMidway && decision.actions.length > 0;
    const done = midway ? this.chance.whole(0, decision.actions.length - 1) : decision.actions.length;
    for (const action of decision.actions.slice(0, done)) this.#carryOut(action);
    this.watch.acted(decision.state, nextWakeAt(decision.state), this.#clock());
    if (midway) {
      this.#dieMidway = false;
      this.crashSupervisor(this.chance.between(0, 1_000));
    } else {
      this.#noteWake(decision.state);
    }
  }

  #noteWake(state: Supervision): void {
    const at = nextWakeAt(state);
    if (at === null || at === this.#wakeAt) return;
    this.#wakeAt = at;
    const { life } = this;
    this.agenda.after(Math.max(TICK_MS, at - this.#clock()), () => {
      if (this.life !== life || this.#wakeAt !== at) return;
      this.#wakeAt = null;
      this.tell({ type: 'tick' });
    });
  }

  #write(state: Supervision): void {
    if (this.#writesToLose > 0) this.#writesToLose -= 1;
    else this.#onDisk = state;
  }

  /** What the record does not know of is ended; the rest is taken over by its own record. */
  #revive(): void {
    const record = this.#onDisk === null ? NO_RECORD : toRecord(this.#onDisk);
    const known = new Set(record.slots.map(({ slot }) => slot));
    for (const process of [...this.processes.values()]) {
      if (!known.has(process.slot)) this.end(process, { code: null, signal: 'SIGKILL' });
    }
    this.#writesToLose = 0;
    const found = new Map([...this.#launched].map(([slot, process]) => [slot, foundOf(process)]));
    const restored = reconcile(record, found);
    this.note(() => `supervisor is back: ${JSON.stringify(restored.slots)}`);
    this.watch.revived(restored, this.#onDisk === this.#left);
    this.#act(
      restore(restored, this.#clock(), () => this.chance.next(), this.#asAskedFor([...this.watch.catalog.values()])),
    );
  }

  #carryOut(action: Action): void {
    if (action.type === 'emit') {
      this.note(() => `  ${action.event.type} ${action.event.subject} ${JSON.stringify(action.event.data)}`);
      const { subject, type } = action.event;
      if (type === 'instance.started' || type === 'instance.adopted') probeForLife(this, subject);
      return;
    }
    this.note(() => `  ${action.type} ${action.slot}${'incarnation' in action ? `#${action.incarnation}` : ''}`);
    this.#carryOutOn(action);
  }

  #carryOutOn(action: SlotAction): void {
    if (action.type === 'release') return;
    if (action.type === 'start') {
      this.#launch(action);
      return;
    }
    const process = this.processes.get(action.slot);
    const { slot, incarnation } = action;
    if (process?.incarnation !== incarnation) return;
    if (action.type === 'kill') this.#kill(process);
    else if (action.type === 'stop') this.#stop(process);
    else if (this.chance.happens(0.85))
      this.report(this.chance.between(0, 400), { type: 'drained', slot, incarnation });
  }

  #launch(action: Extract<Action, { readonly type: 'start' }>): void {
    const { slot, incarnation, workload, revision } = action;
    const { chance, now } = this;
    if (this.troubled && chance.happens(0.03)) {
      this.report(chance.between(1, 50), { type: 'start-failed', slot, incarnation, reason: 'no such file' });
      return;
    }
    this.watch.launched(action);
    const process: PretendedProcess = {
      slot,
      workload,
      incarnation,
      revision,
      bornAt: now,
      upAt: this.mute.has(revision) ? Infinity : now + chance.between(10, chance.happens(0.1) ? 8_000 : 800),
      ignoresStop: chance.happens(0.1),
      stopTakesMs: chance.between(0, 300),
      hang: null,
      hungAt: -Infinity,
      freedAt: -Infinity,
      exit: null,
    };
    this.processes.set(slot, process);
    this.#launched.set(slot, process);
    this.report(chance.between(0.5, 30), { type: 'started', slot, incarnation });
    if (this.broken.has(revision) || (this.troubled && chance.happens(0.03))) {
      this.agenda.after(chance.between(0, 300), () => this.end(process, { code: 1, signal: null }));
    }
  }

  #stop(process: PretendedProcess): void {
    if (process.ignoresStop || process.hang !== null) return;
    this.agenda.after(process.stopTakesMs, () => this.end(process, { code: 0, signal: null }));
  }

  #kill(process: PretendedProcess): void {
    const delayMs = this.chance.happens(0.05) ? 2_500 : this.chance.between(0.5, 20);
    this.agenda.after(delayMs, () => this.end(process, { code: null, signal: 'SIGKILL' }));
  }
}

function foundOf({ incarnation, revision, exit }: PretendedProcess): FoundInstance {
  return { incarnation, revision, alive: exit === null, ...(exit && { exit }) };
}
