/** One running instance, launched by this supervisor or by an earlier one. */
import type { Exit } from '../core/model.ts';
import type { ControlGroup } from '../limits/control-groups.ts';
import { signalProcess, type ProcessIdentity } from '../proc/process-identity.ts';
import { findMarked, processTree, type InstanceMark } from '../proc/process-table.ts';
import type { DeathWatch } from './death-watch.ts';
import { readRecord, type InstanceRecord } from './instance-record.ts';
import { killAll } from './kill-all.ts';

export interface InstanceExit extends Exit {
  /** The command could not be executed (a missing interpreter, no permission): the reason is in its stderr. */
  readonly unstartable: boolean;
  /** Descendants that had outlived the main process and were killed. */
  readonly leftOver: number;
}

/** How the processes of an instance are found. */
export interface InstanceHold extends InstanceMark {
  readonly group?: ControlGroup;
  /** Whether all of them are in the group, which misses none, whatever they do; until then the mark serves. */
  inGroup: boolean;
}

export interface InstanceOptions {
  readonly slot: string;
  readonly incarnation: number;
  readonly identity: ProcessIdentity;
  readonly shimPid: number;
  readonly recordFile: string;
  readonly hold: InstanceHold;
  readonly watch: DeathWatch;
}

/** Of looking for descendants that are not in the group yet; one that forks faster than that is left to the mark. */
const GATHERING_ROUNDS = 5;

export class Instance {
  readonly slot: string;
  readonly incarnation: number;
  readonly identity: ProcessIdentity;
  /**
   * Resolves once the main process has ended and no descendant of it is left. Never rejects, and never resolves after
   * `letGo`.
   */
  readonly exited: Promise<InstanceExit>;
  readonly #shimPid: number;
  readonly #hold: InstanceHold;
  readonly #watch: DeathWatch;

  constructor(options: InstanceOptions) {
    this.slot = options.slot;
    this.incarnation = options.incarnation;
    this.identity = options.identity;
    this.#shimPid = options.shimPid;
    this.#hold = options.hold;
    this.#watch = options.watch;
    this.exited = options.watch.ended.then(() => settleExit(options.recordFile, options.hold));
  }

  get pid(): number {
    return this.identity.pid;
  }

  get shimPid(): number {
    return this.#shimPid;
  }

  /**
   * Sends a signal to the main process alone, which is whose business its children are.
   *
   * @returns false where it is gone
   */
  signal(signal: NodeJS.Signals): boolean {
    return signalProcess(this.identity, signal);
  }

  /**
   * SIGKILLs the main process and all its descendants; `exited` follows.
   *
   * @throws NinesError `RUNTIME_KILL_FAILED`
   */
  async kill(): Promise<void> {
    await killAll(() => this.members());
  }

  /** Pids of all its living processes, the shim apart. */
  members(): number[] {
    const { group, inGroup } = this.#hold;
    if (group !== undefined && inGroup) return group.members();
    const tree = processTree(this.pid).filter(
      (stat) => stat.pid !== this.pid || stat.startTicks === this.identity.startTicks,
    );
    const pids = new Set([...tree.map((stat) => stat.pid), ...findMarked(this.#hold)]);
    pids.delete(this.#shimPid);
    return [...pids];
  }

  /**
   * Moves it into its control group, with all descendants that it has by now. Entering a group makes the kernel wait
   * for every processor, 10 ms or more, so it is not done on the way to the first instruction.
   *
   * @throws NodeJS.ErrnoException where it may not enter; the mark goes on serving then
   */
  async enterGroup(): Promise<void> {
    const { group } = this.#hold;
    if (group === undefined) return;
    await group.enter(this.pid);
    for (let round = 0; round < GATHERING_ROUNDS && !this.#hold.inGroup; round += 1) {
      const inside = new Set([...group.members(), this.#shimPid]);
      const outside = findMarked(this.#hold).filter((pid) => !inside.has(pid));
      await Promise.all(outside.map((pid) => group.enter(pid).catch(() => undefined))); // gone meanwhile
      this.#hold.inGroup = group.tracks && outside.length === 0;
    }
  }

  /** Stops watching and leaves it running, for the next supervisor. */
  letGo(): void {
    this.#watch.close();
  }
}

/**
 * What became of an instance whose shim is dead. Whatever is left of it is killed first; where the shim was killed
 * before it could write, that includes the main process, and how it would have ended nobody knows.
 */
export async function settleExit(recordFile: string, hold: InstanceHold): Promise<InstanceExit> {
  const leftOver = await killAll(() => findLeftOver(hold)).catch(() => findLeftOver(hold).length);
  const record: InstanceRecord | undefined = readRecord(recordFile);
  return {
    code: record?.exit?.code ?? null,
    signal: record?.exit?.signal ?? null,
    unstartable: record?.unstartable ?? false,
    leftOver,
  };
}

function findLeftOver(hold: InstanceHold): readonly number[] {
  return hold.group !== undefined && hold.inGroup ? hold.group.members() : findMarked(hold);
}
