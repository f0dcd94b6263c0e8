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
  /** Finds them all, whatever they do; without it the mark serves. */
  readonly group?: ControlGroup;
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
    const { group } = this.#hold;
    if (group?.tracked === true) return group.members();
    const tree = processTree(this.pid).filter(
      (stat) => stat.pid !== this.pid || stat.startTicks === this.identity.startTicks,
    );
    const pids = new Set([...tree.map((stat) => stat.pid), ...findMarked(this.#hold)]);
    pids.delete(this.#shimPid);
    return [...pids];
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
  return hold.group?.tracked === true ? hold.group.members() : findMarked(hold);
}
