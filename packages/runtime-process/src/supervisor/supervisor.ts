/**
 * The supervisor of one platform: feeds what happens to the core, carries out what it decides, and lets others look.
 *
 * Order matters in one place: the record is on disk before an action is carried out, so that a supervisor that dies
 * in between leaves nothing that its successor does not know of.
 */
import type { Clock } from '@nines/kernel';
import { decide, nextWakeAt } from '../core/decide.ts';
import type { Action, EventDraft, Input, SlotView } from '../core/model.ts';
import { NO_RECORD, reconcile } from '../core/reconcile.ts';
import { restore, toRecord } from '../core/record.ts';
import { createSupervision } from '../core/state.ts';
import type { Supervision } from '../core/state.ts';
import { views } from '../core/views.ts';
import { Instances } from './instances.ts';
import type { InstanceProcess, InstancesOptions } from './instances.ts';
import type { PlannedWorkload } from './plan.ts';
import type { RecordFile } from './record-file.ts';

/** The data plane, as supervision sees it. */
export interface Traffic {
  /** Called after each decision: who is there, and who may get requests. Must return at once. */
  update(views: readonly SlotView[]): void;
  /** Resolves once no request is under way to the instance, or nobody can know. */
  drained(view: SlotView): Promise<void>;
}

/** Whoever asks the instances how they are. */
export interface Prober {
  /** Called after each decision. Must return at once. */
  update(views: readonly SlotView[]): void;
  stop(): void;
}

export interface SupervisorOptions extends Omit<InstancesOptions, 'report'> {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly prober: Prober;
  readonly traffic: Traffic;
  readonly record: RecordFile;
  readonly emit: (event: EventDraft) => void;
  /** Called when a decision has been carried out. */
  readonly onDecision: () => void;
}

/** Inputs that, where nothing follows from them, change only how lately an instance was heard of. */
const NEWS_OF_PULSES: ReadonlySet<Input['type']> = new Set(['probed', 'tick']);

/** A life: `restore`, any number of `dispatch`, `close`. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #instances: Instances;
  #state: Supervision = createSupervision();
  #workloads: ReadonlyMap<string, PlannedWorkload> = new Map();
  #views: readonly SlotView[] = [];
  /** What came in before the state was restored; null once it is. */
  #early: Input[] | null = [];
  #wake: NodeJS.Timeout | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#instances = new Instances({
      ...options,
      report: (input) => {
        this.dispatch(input);
      },
    });
  }

  /** What supervision knows, for `views` and the like. */
  get state(): Supervision {
    return this.#state;
  }

  /** Slots as they are after the last decision. */
  get views(): readonly SlotView[] {
    return this.#views;
  }

  /** Whether every workload had a ready instance at some time, also under an earlier supervisor. */
  get wasUp(): boolean {
    const { workloads } = toRecord(this.#state);
    return workloads.length > 0 && workloads.every(({ level }) => level !== 'new');
  }

  /**
   * Takes over what an earlier supervisor left: nothing is started twice, what died meanwhile is noticed.
   *
   * @param wanted what the platform is to be; undefined where nobody knows any more, which leaves it as it is
   */
  async restore(wanted: readonly PlannedWorkload[] | undefined): Promise<void> {
    const { clock, random, record } = this.#options;
    this.#know(wanted ?? []);
    const left = record.read() ?? NO_RECORD;
    const known = new Map(left.slots.map(({ slot, workload }) => [slot, this.#workloads.get(workload)]));
    const restored = reconcile(left, await this.#instances.takeOver(known));
    const specs = wanted?.map(({ spec }) => spec);
    const { state, actions } = restore(restored, clock.monotonicMs(), random, specs);
    this.#state = state;
    this.#carryOut(actions);
    const early = this.#early ?? [];
    this.#early = null;
    for (const input of early) this.dispatch(input);
    this.dispatch({ type: 'tick' });
  }

  /** Brings the platform to these workloads. What is running and no longer among them is stopped by its old plan. */
  apply(workloads: readonly PlannedWorkload[]): void {
    this.#know(workloads);
    this.dispatch({ type: 'apply', workloads: workloads.map(({ spec }) => spec) });
  }

  dispatch(input: Input): void {
    if (this.#early !== null) {
      this.#early.push(input);
      return;
    }
    const { state, actions } = decide(this.#state, input, this.#options.clock.monotonicMs(), this.#options.random);
    this.#state = state;
    if (actions.length === 0 && NEWS_OF_PULSES.has(input.type)) this.#show();
    else this.#carryOut(actions);
  }

  /** The process of a slot as it is now. */
  processOf(view: SlotView): InstanceProcess | undefined {
    return this.#instances.find(view.slot, view.incarnation);
  }

  /** How a slot's instances are planned now. */
  workloadOf(view: SlotView): PlannedWorkload | undefined {
    return this.#workloads.get(view.workload);
  }

  /** Every process that runs now. */
  get processes(): readonly InstanceProcess[] {
    return this.#instances.all();
  }

  /** Ends this supervisor's life; everything it supervised goes on running. */
  close(): void {
    clearTimeout(this.#wake);
    this.#options.prober.stop();
    this.#instances.letGo();
  }

  #know(workloads: readonly PlannedWorkload[]): void {
    this.#workloads = new Map([
      ...this.#workloads,
      ...workloads.map((workload) => [workload.spec.name, workload] as const),
    ]);
  }

  #carryOut(actions: readonly Action[]): void {
    const { onDecision, prober, record, traffic } = this.#options;
    record.write(toRecord(this.#state));
    this.#views = views(this.#state);
    // Somebody waits for what is to start, and for nothing else here.
    for (const action of actions) if (action.type === 'start') this.#perform(action);
    traffic.update(this.#views);
    for (const action of actions) if (action.type !== 'start') this.#perform(action);
    prober.update(this.#views);
    this.#scheduleWake();
    onDecision();
  }

  /** Nothing changed that anybody has to remember. */
  #show(): void {
    this.#views = views(this.#state);
    this.#options.traffic.update(this.#views);
    this.#options.prober.update(this.#views);
    this.#scheduleWake();
  }

  #perform(action: Action): void {
    switch (action.type) {
      case 'start':
        this.#start(action);
        return;
      case 'drain':
        this.#drain(action.slot, action.incarnation);
        return;
      case 'stop':
        this.#stop(action.slot, action.incarnation);
        return;
      case 'kill':
        this.#instances.kill(action.slot, action.incarnation);
        return;
      case 'release':
        this.#instances.release(action.slot);
        return;
      case 'emit':
        this.#options.emit(action.event);
    }
  }

  #start(action: Extract<Action, { type: 'start' }>): void {
    const workload = this.#workloads.get(action.workload);
    if (workload !== undefined) {
      void this.#instances.start(action, workload);
      return;
    }
    const { slot, incarnation } = action;
    queueMicrotask(() => {
      this.dispatch({ type: 'start-failed', slot, incarnation, reason: 'nobody knows any more how it is started' });
    });
  }

  #drain(slot: string, incarnation: number): void {
    const view = this.#views.find((candidate) => candidate.slot === slot);
    if (view === undefined) return;
    void this.#options.traffic.drained(view).then(() => {
      this.dispatch({ type: 'drained', slot, incarnation });
    });
  }

  #stop(slot: string, incarnation: number): void {
    const view = this.#views.find((candidate) => candidate.slot === slot);
    const workload = view && this.workloadOf(view);
    this.#instances.stop(slot, incarnation, workload?.launch.stopSignal ?? 'SIGTERM');
  }

  #scheduleWake(): void {
    clearTimeout(this.#wake);
    const at = nextWakeAt(this.#state);
    if (at === null) return;
    const delayMs = Math.max(at - this.#options.clock.monotonicMs(), 0);
    this.#wake = setTimeout(() => {
      this.dispatch({ type: 'tick' });
    }, delayMs);
  }
}
