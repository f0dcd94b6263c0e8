/**
 * What a new supervisor holds to be true: supervision's record and the instances' own ones, where they disagree.
 *
 * They do where supervision's record could not be written, on a full disk above all, before its supervisor died. An
 * instance's own record is written before the instance exists, or there is no instance.
 */
import type { Exit, RestoredSlot, RestoredSupervision, SlotRecord, SupervisionRecord } from './model.ts';

/** A slot's last instance, by its own record. */
export interface FoundInstance {
  readonly incarnation: number;
  readonly revision: string;
  /** Whether the process is alive (identity checked); a dead one comes with how it ended, where that is known. */
  readonly alive: boolean;
  readonly exit?: Exit;
}

/** Where no record of supervision is left. */
export const NO_RECORD: SupervisionRecord = { starts: 0, shuttingDown: false, workloads: [], slots: [] };

/**
 * Brings both together. Incarnations go on after the highest that is known of, so that no number is given out twice.
 *
 * @param found by slot; also slots that the record does not know, whose processes the caller has ended
 */
export function reconcile(record: SupervisionRecord, found: ReadonlyMap<string, FoundInstance>): RestoredSupervision {
  const isNews = ({ slot }: SlotRecord): boolean => (found.get(slot)?.incarnation ?? 0) > record.starts;
  const begun = new Set(record.slots.filter(isNews).map(({ workload }) => workload));
  return {
    starts: [...found.values()].reduce((most, { incarnation }) => Math.max(most, incarnation), record.starts),
    shuttingDown: record.shuttingDown,
    workloads: record.workloads.map((workload) =>
      begun.has(workload.spec.name) ? { ...workload, gateOpen: true } : workload,
    ),
    slots: record.slots.map((slot) => reconcileSlot(slot, record, found.get(slot.slot))),
  };
}

function reconcileSlot(slot: SlotRecord, record: SupervisionRecord, found: FoundInstance | undefined): RestoredSlot {
  if (found !== undefined && found.incarnation > record.starts) return unrecorded(slot, record, found);
  // A number that had been given out when the record was written, but is not the slot's, is of one that is gone.
  if (found?.incarnation !== slot.incarnation) return { ...slot, alive: false };
  return { ...slot, alive: found.alive, ...(found.exit && { exit: found.exit }) };
}

/** Started after the record was written: nothing that was known of its predecessor is known of it. */
function unrecorded(slot: SlotRecord, record: SupervisionRecord, found: FoundInstance): RestoredSlot {
  const { workload, index, crashesInRow, restarts } = slot;
  const generation = record.workloads.find(({ spec }) => spec.name === workload)?.generation ?? slot.generation;
  return {
    ...found,
    slot: slot.slot,
    workload,
    index,
    crashesInRow,
    restarts: restarts + 1,
    generation,
    launched: true,
    leaving: false,
    startupDone: false,
    answered: false,
    everReady: false,
    ready: false,
    startedAt: null,
    retryAt: null,
  };
}
