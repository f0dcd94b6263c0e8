/** Watches a sequence from outside: what must hold after every step, kept apart from how the core sees it. */
import { FROZEN_START_MS } from '../liveness.ts';
import type { Action, EventDraft, Input, RestoredSupervision, WorkloadSpec } from '../model.ts';
import {
  hasProcess,
  isLeaving,
  isReady,
  wantedSlotCount,
  type ReadonlySlot,
  type ReadonlyWorkload,
  type Supervision,
} from '../state.ts';
import type { World } from './world.ts';

/** Something that must never happen, did. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

type Start = Extract<Action, { readonly type: 'start' }>;

export class Watch {
  /** What is wanted, by the orders alone. */
  readonly catalog = new Map<string, WorkloadSpec>();
  readonly scaledTo = new Map<string, number>();
  shuttingDown = false;
  readonly #world: World;
  /** Workloads with an instance started since they were added. */
  readonly #begun = new Set<string>();
  /** Killed as stuck, not ready again yet, by workload. */
  readonly #healing = new Map<string, string>();
  /** Waits after crashes, by slot: not before this time, unless an order came between. */
  readonly #notBefore = new Map<string, number>();
  /** When a workload lost a dependency, for which its instances may have waited until then. */
  readonly #unboundAt = new Map<string, number>();
  #lastIncarnation = 0;
  /** Up to this incarnation an order to go may have been lost. */
  #excusedUpTo = 0;
  #before: Supervision | null = null;
  /** The decision is also one on orders that the record missed: a change or a restart waits for no crash. */
  #catchingUp = false;

  constructor(world: World) {
    this.#world = world;
  }

  wantedOf(name: string): number {
    const spec = this.catalog.get(name);
    if (spec === undefined) return 0;
    const wanted = this.scaledTo.get(name) ?? spec.replicas;
    return spec.exclusive ? Math.min(1, wanted) : wanted;
  }

  /** An input is about to be decided on. */
  told(input: Input): void {
    this.#before = this.#world.state;
    this.#catchingUp = false;
    if (this.shuttingDown) return;
    if (input.type === 'shutdown') this.shuttingDown = true;
    if (input.type === 'apply') this.#applied(input.workloads);
    if (input.type === 'scale' && this.catalog.has(input.workload)) this.scaledTo.set(input.workload, input.replicas);
    if (input.type === 'restart' || input.type === 'scale' || input.type === 'apply') this.#notBefore.clear();
  }

  /**
   * A new supervisor is about to decide. What the record missed it cannot know: that a shutdown was ordered, which
   * crashes are to be waited out, who was killed as stuck, whose end was asked for.
   *
   * @param isWhole whether the record holds all that its supervisor decided
   */
  revived(restored: RestoredSupervision, isWhole: boolean): void {
    this.#before = null;
    this.#catchingUp = !isWhole;
    if (!isWhole) this.#forgetUnwritten(restored);
    for (const [workload, slot] of this.#healing) if (this.#world.processes.has(slot)) this.#healing.delete(workload);
  }

  #forgetUnwritten({ shuttingDown, workloads }: RestoredSupervision): void {
    this.shuttingDown = shuttingDown;
    this.#excusedUpTo = this.#lastIncarnation;
    this.#notBefore.clear();
    this.#healing.clear();
    this.#begun.clear();
    for (const { spec, gateOpen, healing } of workloads) {
      if (gateOpen) this.#begun.add(spec.name);
      if (healing !== null) this.#healing.set(spec.name, healing);
    }
  }

  /** It was decided, nothing is done yet. */
  decided(after: Supervision, actions: readonly Action[]): void {
    for (const action of actions) {
      if (action.type === 'emit') this.#seen(action.event);
      else if (action.type === 'start') this.#starting(after, action);
      else if (action.type === 'release') this.#releasing(action.slot);
      else if (action.type === 'kill') continue;
      else this.#leaving(after, action.slot);
    }
  }

  /** The actions were carried out. */
  acted(after: Supervision, wakeAt: number | null, clock: number): void {
    if (wakeAt !== null && wakeAt <= clock) this.#fail(`wants to be woken in the past: ${wakeAt} at ${clock}`);
    for (const process of this.#world.processes.values()) {
      const slot = slotOf(after, process.slot);
      const known = slot?.incarnation === process.incarnation && hasProcess(slot);
      if (!known) this.#fail(`orphan: ${process.slot}#${process.incarnation}`);
    }
  }

  /** A start is carried out. */
  launched({ slot, incarnation }: Start): void {
    const there = this.#world.processes.get(slot);
    if (there !== undefined) this.#fail(`two processes for ${slot}: #${there.incarnation}, #${incarnation}`);
    if (incarnation <= this.#lastIncarnation) this.#fail(`incarnation ${incarnation} was given out before`);
    this.#lastIncarnation = incarnation;
  }

  #applied(specs: readonly WorkloadSpec[]): void {
    const names = new Set(specs.map((spec) => spec.name));
    for (const name of this.catalog.keys()) {
      if (names.has(name)) continue;
      this.catalog.delete(name);
      this.scaledTo.delete(name);
      this.#begun.delete(name);
      this.#healing.delete(name);
    }
    for (const spec of specs) {
      const before = this.catalog.get(spec.name)?.dependsOn.length ?? 0;
      if (spec.dependsOn.length < before) this.#unboundAt.set(spec.name, this.#world.now);
      if (this.catalog.get(spec.name)?.replicas !== spec.replicas) this.scaledTo.delete(spec.name);
      this.catalog.set(spec.name, spec);
    }
  }

  #starting(after: Supervision, action: Start): void {
    const { slot, workload, revision } = action;
    const spec = this.catalog.get(workload);
    if (spec === undefined || this.shuttingDown) this.#fail(`${slot} is started though ${workload} is not wanted`);
    if (revision !== spec.revision) this.#fail(`${slot} is started with ${revision} instead of ${spec.revision}`);
    const index = Number(slot.slice(workload.length + 1));
    const wanted = this.wantedOf(workload);
    const surge = wanted === 1 && !spec.exclusive && after.workloads.get(workload)?.rolling === true ? 1 : 0;
    if (index >= wanted + surge) this.#fail(`${slot} is started though ${wanted} replicas are wanted`);
    const earliest = this.#notBefore.get(slot);
    const isEarly = earliest !== undefined && this.#world.now < earliest - 0.001;
    if (isEarly && !this.#catchingUp) this.#fail(`${slot} is tried again too early`);
    this.#notBefore.delete(slot);
    if (!this.#begun.has(workload)) this.#checkStartOrder(after, spec);
    this.#begun.add(workload);
  }

  #checkStartOrder(after: Supervision, spec: WorkloadSpec): void {
    for (const name of spec.dependsOn) {
      if (this.wantedOf(name) === 0) continue;
      const ready = [after, this.#before].some((state) => state?.workloads.get(name)?.slots.some(isReady) === true);
      if (!ready) this.#fail(`${spec.name} is started before ${name} is ready`);
    }
  }

  #releasing(slot: string): void {
    if (this.#world.processes.has(slot)) this.#fail(`${slot} is released with a live process`);
    for (const [workload, healing] of this.#healing) if (healing === slot) this.#healing.delete(workload);
  }

  /** An instance is asked to go in good order. */
  #leaving(after: Supervision, name: string): void {
    const workload = workloadOf(after, name);
    const slot = slotOf(after, name);
    if (workload === undefined || slot === undefined) return this.#fail(`${name} is stopped, but not known`);
    if (this.shuttingDown) {
      this.#checkStopOrder(after, workload);
      return;
    }
    const wasLeaving = this.#before === null || isLeavingIn(this.#before, name);
    if (slot.index >= this.wantedOf(workload.spec.name) || wasLeaving) return;
    if (slot.revision === workload.spec.revision && slot.generation === workload.generation) {
      if (!this.#wasUnwanted(name)) this.#fail(`${name} is stopped, but neither outdated nor too many`);
    }
    this.#checkRoll(workload, slot);
  }

  #wasUnwanted(name: string): boolean {
    const before = this.#before === null ? undefined : slotOf(this.#before, name);
    return before === undefined;
  }

  /** One at a time, and never one that serves while another one does not. */
  #checkRoll(workload: ReadonlyWorkload, slot: ReadonlySlot): void {
    const wanted = this.wantedOf(workload.spec.name);
    const others = workload.slots.filter((other) => other !== slot && other.index < wantedSlotCount(workload));
    const going = others.find((other) => other.index < wanted && isLeaving(other));
    if (going !== undefined) this.#fail(`${slot.name} is replaced while ${going.name} is going`);
    if (!isReadyIn(this.#before, slot.name)) return;
    const down = others.find((other) => !isReady(other));
    if (down !== undefined) this.#fail(`${slot.name} serves and is replaced while ${down.name} does not`);
    if (wanted === 1 && !workload.spec.exclusive && others.length === 0) {
      this.#fail(`${slot.name} is replaced with nobody beside it`);
    }
  }

  #checkStopOrder(after: Supervision, workload: ReadonlyWorkload): void {
    for (const other of after.workloads.values()) {
      if (!other.spec.dependsOn.includes(workload.spec.name)) continue;
      const alive = other.slots.find(hasProcess);
      if (alive !== undefined && !wasLeavingAll(this.#before, workload)) {
        this.#fail(`${workload.spec.name} is stopped while ${alive.name} depends on it`);
      }
    }
  }

  #seen(event: EventDraft): void {
    if (event.type === 'instance.stuck') this.#checkKill(event.subject);
    if (event.type === 'instance.crashed') this.#checkBackoff(event);
    if (event.type !== 'instance.ready') return;
    const workload = event.subject.slice(0, event.subject.lastIndexOf('-'));
    if (this.#healing.get(workload) === event.subject) this.#healing.delete(workload);
  }

  #checkKill(name: string): void {
    const process = this.#world.processes.get(name);
    if (process === undefined) return;
    const { hang, freedAt, workload, bornAt, upAt } = process;
    const neverCame = upAt > this.#world.now && this.#world.now - bornAt > FROZEN_START_MS;
    const letGoAt = Math.max(freedAt, this.#unboundAt.get(workload) ?? -Infinity);
    if (hang === null && !neverCame && this.#world.now - letGoAt > 50) this.#fail(`${name} is killed, but not stuck`);
    const earlier = this.#healing.get(workload);
    if (earlier !== undefined && earlier !== name)
      this.#fail(`${name} is killed as stuck before ${earlier} is ready again`);
    this.#healing.set(workload, name);
    for (const dependency of this.catalog.get(workload)?.dependsOn ?? []) {
      const known = this.#before?.workloads.get(dependency);
      if (known !== undefined && !known.slots.some(isReady))
        this.#fail(`${name} is killed while ${dependency} is down`);
    }
    if (hang === 'spinning') this.#checkOthersAnswer(name, workload);
  }

  #checkOthersAnswer(name: string, workload: string): void {
    const all = [...this.#world.processes.values()].filter((process) => process.workload === workload);
    const knownSince = this.#world.now - this.#longestUnknown(workload);
    const well = all.filter(
      (process) => process.upAt <= knownSince && (process.hang === null || process.hungAt > knownSince),
    );
    if ((this.#world.overloaded.get(workload) ?? Infinity) < knownSince) this.#fail(`${name} is killed under overload`);
    if (well.length * 2 < all.length) this.#fail(`${name} is killed while most others do not answer`);
  }

  /** What began within this time cannot have been noticed yet, ms. */
  #longestUnknown(workload: string): number {
    const probes = this.catalog.get(workload)?.probes;
    const rule = probes?.readiness ?? probes?.liveness;
    return rule === undefined ? 0 : rule.periodMs + rule.timeoutMs + 100;
  }

  #checkBackoff(event: EventDraft): void {
    const { crashesInRow, restartInMs } = event.data;
    if (typeof crashesInRow !== 'number' || typeof restartInMs !== 'number') return this.#fail('crash without figures');
    const spec = this.catalog.get(event.subject.slice(0, event.subject.lastIndexOf('-')));
    if (spec === undefined) return;
    const { initialMs, capMs } = spec.restart;
    const longest = crashesInRow === 1 ? 0 : Math.min(capMs, initialMs * 2 ** (crashesInRow - 2));
    if (restartInMs > longest) this.#fail(`${event.subject} waits ${restartInMs} ms, at most ${longest} is right`);
    const excused = Number(event.data['incarnation']) <= this.#excusedUpTo;
    if (event.data['code'] === 0 && !excused) this.#fail(`${event.subject} ended as asked, and that is called a crash`);
    this.#notBefore.set(event.subject, this.#world.now + restartInMs);
  }

  #fail(what: string): never {
    throw new Violation(what);
  }
}

function workloadOf(state: Supervision, slot: string): ReadonlyWorkload | undefined {
  return state.workloads.get(slot.slice(0, slot.lastIndexOf('-')));
}

function slotOf(state: Supervision, slot: string): ReadonlySlot | undefined {
  return workloadOf(state, slot)?.slots[Number(slot.slice(slot.lastIndexOf('-') + 1))];
}

function isLeavingIn(state: Supervision, name: string): boolean {
  const slot = slotOf(state, name);
  return slot !== undefined && isLeaving(slot);
}

function isReadyIn(state: Supervision | null, name: string): boolean {
  const slot = state === null ? undefined : slotOf(state, name);
  return slot !== undefined && isReady(slot);
}

function wasLeavingAll(state: Supervision | null, workload: ReadonlyWorkload): boolean {
  const before = state?.workloads.get(workload.spec.name);
  return state === null || before?.slots.some(isLeaving) === true;
}
