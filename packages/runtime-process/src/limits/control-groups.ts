/**
 * Control groups of one platform: they hold an instance's processes together, so that all of them can be found, and
 * they enforce its limits.
 *
 * @see Linux kernel documentation, "Control Group v2": cpu.max, memory.max, cgroup.procs
 * @see Linux kernel documentation, "CPU Accounting/CFS Bandwidth Control" and "Memory Resource Controller" (version 1)
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { messageOf } from '@nines/kernel';
import {
  findControlGroupMounts,
  type Controller,
  type ControlGroupBase,
  type ControlGroupMounts,
} from './control-group-mounts.ts';

const CPU_PERIOD_MICROSECONDS = 100_000;

export interface Limits {
  readonly cpuCores?: number;
  readonly memoryBytes?: number;
}

/** The group (or groups: one a hierarchy in version 1) of one slot. */
export interface ControlGroup {
  /** Why a limit that was asked for is not in force; empty where all are. */
  readonly unenforced: readonly string[];
  /** Whether `members` tells what is in it; false where only limits are to be had. */
  readonly tracks: boolean;
  /** Moves a process into it; its future descendants follow. @throws NodeJS.ErrnoException */
  enter(pid: number): Promise<void>;
  /** Pids of all processes in it. About 30 us. */
  members(): number[];
  /** Removes it; false while a process is in it. */
  remove(): boolean;
}

export class ControlGroups {
  readonly #mounts: ControlGroupMounts;
  readonly #name: string;

  /** @param name unique on the machine: one directory of this name is made in each hierarchy used */
  constructor(name: string, mounts: ControlGroupMounts = findControlGroupMounts()) {
    this.#name = name;
    this.#mounts = mounts;
  }

  /** Controllers whose limits cannot be enforced here. */
  get missingControllers(): readonly Controller[] {
    return (['cpu', 'memory'] as const).filter((controller) => this.#mounts[controller] === undefined);
  }

  /** Makes the group of a slot, or takes the one that is there; limits are set anew. Never throws. */
  create(slot: string, limits: Limits = {}): ControlGroup {
    const directories = new Set<string>();
    const unenforced: string[] = [];
    const { tracking } = this.#mounts;
    const tracked = tracking === undefined ? undefined : this.#make(tracking, slot);
    if (tracked !== undefined) directories.add(tracked);
    for (const [controller, value] of Object.entries(limitFiles(limits))) {
      const failure = this.#limit(controller, value, slot, directories);
      if (failure !== undefined) unenforced.push(`${controller} limit: ${failure}`);
    }
    return slotGroup([...directories], tracked, unenforced);
  }

  /** Removes what is left of the platform's groups; those with processes in them stay. */
  remove(): void {
    for (const base of new Set(Object.values(this.#mounts).map((mount: ControlGroupBase) => mount.directory))) {
      const root = `${base}/${this.#name}`;
      for (const slot of subdirectories(root)) removeDirectory(`${root}/${slot}`);
      removeDirectory(root);
    }
  }

  #limit(controller: string, value: LimitValue, slot: string, directories: Set<string>): string | undefined {
    const base = this.#mounts[value.controller];
    if (base === undefined) return `this user may not make control groups with the ${controller} controller here`;
    try {
      if (base.version === 2) delegate(base.directory, this.#name, value.controller);
      const directory = this.#make(base, slot);
      if (directory === undefined) return `no control group could be made below ${base.directory}`;
      for (const [file, text] of value[base.version]) writeFileSync(`${directory}/${file}`, text);
      directories.add(directory);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  #make(base: ControlGroupBase, slot: string): string | undefined {
    const directory = `${base.directory}/${this.#name}/${slot}`;
    try {
      mkdirSync(directory, { recursive: true });
      return directory;
    } catch {
      return undefined;
    }
  }
}

interface LimitValue {
  readonly controller: Controller;
  /** Files and what is written to them, by version. */
  readonly 1: readonly (readonly [file: string, text: string])[];
  readonly 2: readonly (readonly [file: string, text: string])[];
}

function limitFiles(limits: Limits): Record<string, LimitValue> {
  const values: Record<string, LimitValue> = {};
  if (limits.cpuCores !== undefined) {
    const quota = Math.round(limits.cpuCores * CPU_PERIOD_MICROSECONDS);
    values['cpu'] = {
      controller: 'cpu',
      1: [
        ['cpu.cfs_period_us', `${CPU_PERIOD_MICROSECONDS}`],
        ['cpu.cfs_quota_us', `${quota}`],
      ],
      2: [['cpu.max', `${quota} ${CPU_PERIOD_MICROSECONDS}`]],
    };
  }
  if (limits.memoryBytes !== undefined) {
    values['memory'] = {
      controller: 'memory',
      1: [['memory.limit_in_bytes', `${limits.memoryBytes}`]],
      2: [['memory.max', `${limits.memoryBytes}`]],
    };
  }
  return values;
}

/** Version 2 hands controllers down level by level. */
function delegate(base: string, name: string, controller: Controller): void {
  mkdirSync(`${base}/${name}`, { recursive: true });
  for (const directory of [base, `${base}/${name}`])
    writeFileSync(`${directory}/cgroup.subtree_control`, `+${controller}`);
}

function slotGroup(
  directories: readonly string[],
  tracked: string | undefined,
  unenforced: readonly string[],
): ControlGroup {
  return {
    unenforced,
    tracks: tracked !== undefined,
    enter: async (pid) => {
      for (const directory of directories) await writeFile(`${directory}/cgroup.procs`, `${pid}`);
    },
    members: () => (tracked === undefined ? [] : readMembers(tracked)),
    remove: () => directories.map(removeDirectory).every(Boolean),
  };
}

function readMembers(directory: string): number[] {
  try {
    return readFileSync(`${directory}/cgroup.procs`, 'latin1').split('\n').filter(Boolean).map(Number);
  } catch {
    return []; // removed: nobody is in it
  }
}

function subdirectories(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}

function removeDirectory(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
