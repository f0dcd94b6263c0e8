/** Control groups of slots: who is in which, and when he enters. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@nines/kernel';
import type { Instance } from '../launch/instance.ts';
import type { ControlGroup, ControlGroups, Limits } from '../limits/control-groups.ts';

export interface SlotGroupsOptions {
  readonly groups: ControlGroups;
  readonly onTrouble: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

interface SlotGroup {
  readonly group: ControlGroup;
  readonly limits: Limits;
}

/** Most programs are up by then, ms. */
const START_UP_MS = 1_000;

const NO_LIMITS: Limits = {};

export class SlotGroups {
  readonly #options: SlotGroupsOptions;
  readonly #known = new Map<string, SlotGroup>();

  constructor(options: SlotGroupsOptions) {
    this.#options = options;
  }

  /** Made once for a slot and its limits: making it takes longer than all else on the way to the first instruction. */
  of(slot: string, limits: Limits = NO_LIMITS): ControlGroup {
    const known = this.#known.get(slot);
    if (known?.limits === limits) return known.group;
    const group = this.#options.groups.create(slot, limits);
    for (const reason of group.unenforced) this.#options.onTrouble('limit is not enforced', { slot, reason });
    this.#known.set(slot, { group, limits });
    return group;
  }

  forget(slot: string): void {
    this.#known.delete(slot);
  }

  /**
   * Has an instance enter its group. While the kernel moves a process nothing on the machine can fork, and an instance
   * that starts would wait for itself; so it is left alone until it is up, unless it has limits to keep.
   *
   * @param runs - whether the instance still runs
   */
  async enter(instance: Instance, runs: () => boolean): Promise<void> {
    const { slot } = instance;
    const limits = this.#known.get(slot)?.limits ?? NO_LIMITS;
    if (Object.keys(limits).length === 0) await sleep(START_UP_MS, undefined, { ref: false });
    try {
      if (runs()) await instance.enterGroup();
    } catch (error) {
      if (runs()) this.#options.onTrouble('control group was not entered', { slot, reason: messageOf(error) });
    }
  }
}
