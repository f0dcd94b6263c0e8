/** The processes of a platform: carries out what was decided about them, and reports what becomes of them. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, messageOf } from '@nines/kernel';
import type { Action, Input } from '../core/model.ts';
import type { FoundInstance } from '../core/reconcile.ts';
import { adoptInstance, endPrevious } from '../launch/adopt-instance.ts';
import type { Instance, InstanceExit } from '../launch/instance.ts';
import { launchInstance } from '../launch/launch-instance.ts';
import type { ControlGroups } from '../limits/control-groups.ts';
import type { PortAllocator } from '../ports/port-allocator.ts';
import { isFree } from '../ports/port-block-lock.ts';
import { outputFiles, slotsDirectory } from './layout.ts';
import type { PlannedWorkload } from './plan.ts';
import { SlotGroups } from './slot-groups.ts';

type StartAction = Extract<Action, { type: 'start' }>;

export interface InstancesOptions {
  readonly stateDirectory: string;
  /** Unique on the machine; part of every process' marker. */
  readonly platformId: string;
  readonly groups: ControlGroups;
  readonly ports: PortAllocator;
  /** What the supervisor learns. */
  readonly report: (input: Input) => void;
  /** What went wrong without changing any decision. */
  readonly onTrouble: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** A process that runs, and where it listens. */
export interface InstanceProcess {
  readonly instance: Instance;
  readonly port: number | null;
}

/** One start of a slot, over all the ports that it is tried on. */
interface Start {
  readonly action: StartAction;
  readonly workload: PlannedWorkload;
  /** Monotonic ms. */
  readonly began: number;
  readonly triesLeft: number;
}

/** How often one start is tried on another port before it counts as a crash. */
const PORT_TRIES = 3;

/** A program that finds its port taken gives up within this time, ms. */
const EARLY_MS = 10_000;

export class Instances {
  readonly #options: InstancesOptions;
  readonly #running = new Map<string, InstanceProcess>();
  readonly #groups: SlotGroups;
  /** Starts under way: an order that is repeated is not carried out twice. */
  readonly #starting = new Map<string, number>();

  constructor(options: InstancesOptions) {
    this.#options = options;
    this.#groups = new SlotGroups(options);
  }

  /** The process of a slot, if it runs as this incarnation. */
  find(slot: string, incarnation: number): InstanceProcess | undefined {
    const running = this.#running.get(slot);
    return running?.instance.incarnation === incarnation ? running : undefined;
  }

  all(): readonly InstanceProcess[] {
    return [...this.#running.values()];
  }

  /** Launches; answers by `started` or `start-failed`, later `exited`. */
  async start(action: StartAction, workload: PlannedWorkload): Promise<void> {
    const { slot, incarnation } = action;
    if (this.#starting.get(slot) === incarnation) return;
    this.#starting.set(slot, incarnation);
    try {
      const start = { action, workload, began: performance.now(), triesLeft: PORT_TRIES };
      const port = await this.#portFor(slot, workload);
      if (this.find(slot, incarnation) === undefined) await this.#launch(start, port);
      this.#options.report({ type: 'started', slot, incarnation });
    } catch (error) {
      this.#options.report({ type: 'start-failed', slot, incarnation, reason: messageOf(error) });
    } finally {
      this.#starting.delete(slot);
    }
  }

  /**
   * What became of every slot's last process while no supervisor watched. What runs is watched from now on; in slots
   * that nobody knows, because their record was lost, it is killed.
   *
   * @param known slots with their workloads, as far as those are known
   */
  async takeOver(known: ReadonlyMap<string, PlannedWorkload | undefined>): Promise<ReadonlyMap<string, FoundInstance>> {
    const found = new Map<string, FoundInstance>();
    const take = async (slot: string): Promise<void> => {
      const instance = known.has(slot) ? await this.#adopt(slot, known.get(slot)) : await this.#end(slot);
      if (instance !== undefined) found.set(slot, instance);
    };
    await Promise.all(await this.#usedSlots().then((slots) => slots.map(take)));
    return found;
  }

  stop(slot: string, incarnation: number, signal: NodeJS.Signals): void {
    this.find(slot, incarnation)?.instance.signal(signal);
  }

  kill(slot: string, incarnation: number): void {
    this.find(slot, incarnation)
      ?.instance.kill()
      .catch((error: unknown) => {
        this.#options.onTrouble('kill failed', { slot, incarnation, reason: messageOf(error) });
      });
  }

  /** The slot is gone for good. */
  release(slot: string): void {
    this.#groups.forget(slot);
    this.#options.ports.release(portName(slot));
  }

  /** Stops watching; everything goes on running for the next supervisor. */
  letGo(): void {
    for (const { instance } of this.#running.values()) instance.letGo();
    this.#running.clear();
  }

  async #launch(start: Start, port: number | null): Promise<void> {
    const { action, workload } = start;
    const { slot, incarnation, revision } = action;
    const { launch } = workload;
    const instance = await launchInstance({
      slot,
      incarnation,
      revision,
      port,
      ...launch.program({ slot, port }),
      cwd: launch.cwd,
      ...this.#files(slot),
      marker: `${this.#options.platformId}/${slot}/${incarnation}`,
      group: this.#groups.of(slot, launch.limits),
      ...(launch.user && { user: launch.user }),
    });
    const running = { instance, port };
    this.#watch(running, (exit) => this.#moveToFreePort(start, running, exit));
  }

  async #adopt(slot: string, workload: PlannedWorkload | undefined): Promise<FoundInstance | undefined> {
    const group = this.#groups.of(slot, workload?.launch.limits);
    const adoption = await adoptInstance({ slot, ...this.#files(slot), group });
    if (adoption === undefined) return undefined;
    const { incarnation, revision } = adoption;
    if (!adoption.alive) {
      const { code, signal } = adoption.exit;
      return { incarnation, revision, alive: false, exit: { code, signal } };
    }
    this.#watch({ instance: adoption.instance, port: adoption.port });
    return { incarnation, revision, alive: true };
  }

  async #end(slot: string): Promise<FoundInstance | undefined> {
    const ended = await endPrevious({ slot, ...this.#files(slot), group: this.#groups.of(slot) });
    return ended && { incarnation: ended.incarnation, revision: ended.revision, alive: false };
  }

  async #usedSlots(): Promise<readonly string[]> {
    try {
      return await readdir(slotsDirectory(this.#options.stateDirectory));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
  }

  #watch(running: InstanceProcess, startAgain?: (exit: InstanceExit) => Promise<boolean>): void {
    const { instance } = running;
    const { slot, incarnation } = instance;
    this.#running.set(slot, running);
    void this.#groups.enter(instance, () => this.#running.get(slot) === running);
    void instance.exited.then(async (exit) => {
      if (this.#running.get(slot) === running) this.#running.delete(slot);
      if (exit.leftOver > 0) this.#options.onTrouble('left-over processes were killed', { slot, count: exit.leftOver });
      if ((await startAgain?.(exit)) === true) return;
      this.#options.report({ type: 'exited', slot, incarnation, exit: { code: exit.code, signal: exit.signal } });
    });
  }

  /**
   * An instance that ended early because somebody else took its port did not crash: it is given another port.
   *
   * @returns whether the end was taken care of
   */
  async #moveToFreePort(start: Start, running: InstanceProcess, exit: InstanceExit): Promise<boolean> {
    const { action, workload, began, triesLeft } = start;
    const { port } = running;
    const early = performance.now() - began < EARLY_MS && exit.code !== 0 && exit.signal === null;
    if (!early || port === null || triesLeft === 0 || workload.launch.listens.kind !== 'assigned') return false;
    if (await isFree(port)) return false;
    this.#options.onTrouble('port was taken by another program', { slot: action.slot, port });
    try {
      const next = await this.#options.ports.replace(portName(action.slot));
      await this.#launch({ ...start, triesLeft: triesLeft - 1 }, next);
      return true;
    } catch {
      return false;
    }
  }

  async #portFor(slot: string, { launch }: PlannedWorkload): Promise<number | null> {
    if (launch.listens.kind === 'none') return null;
    return launch.listens.kind === 'fixed' ? launch.listens.port : this.#options.ports.portOf(portName(slot));
  }

  #files(slot: string): { runDirectory: string; stdoutFile: string; stderrFile: string } {
    const { stateDirectory } = this.#options;
    return { runDirectory: join(slotsDirectory(stateDirectory), slot), ...outputFiles(stateDirectory, slot) };
  }
}

/** A slot keeps its port over restarts: an instance is found where the one before it was. */
function portName(slot: string): string {
  return `slot:${slot}`;
}
