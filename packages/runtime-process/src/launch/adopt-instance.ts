/** Taking over an instance that an earlier supervisor launched. */
import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { readBootId } from '../proc/process-identity.ts';
import { watchFifo, type DeathWatch } from './death-watch.ts';
import { readRecord } from './instance-record.ts';
import { Instance, settleExit, type InstanceExit } from './instance.ts';
import { holdOf, runFiles, type LaunchSpec } from './launch-instance.ts';

/** How long a shim that runs may take until its instance exists. */
const START_TIMEOUT_MS = 2_000;

export type AdoptSpec = Pick<LaunchSpec, 'slot' | 'runDirectory' | 'stdoutFile' | 'stderrFile' | 'group'>;

export type Adoption =
  | { readonly alive: true; readonly incarnation: number; readonly instance: Instance }
  | { readonly alive: false; readonly incarnation: number; readonly exit: InstanceExit };

/**
 * Finds out what became of a slot's last instance. One that runs is watched from now on; of one that does not, every
 * left-over process is killed before this resolves, so that another can be started.
 *
 * @returns undefined where the slot never had an instance
 */
export async function adoptInstance(spec: AdoptSpec): Promise<Adoption | undefined> {
  const files = runFiles(spec.runDirectory);
  const record = readRecord(files.record);
  if (record === undefined) return undefined;
  const { incarnation, marker } = record;
  const hold = holdOf({ ...spec, marker });
  const watch = record.bootId === readBootId() && existsSync(files.fifo) ? watchFifo(files.fifo) : undefined;
  const instance = watch && (await findInstance(files.record, watch));
  if (watch === undefined || instance === undefined) {
    watch?.close();
    return { alive: false, incarnation, exit: await settleExit(files.record, hold) };
  }
  return {
    alive: true,
    incarnation,
    instance: new Instance({ slot: spec.slot, incarnation, ...instance, recordFile: files.record, hold, watch }),
  };
}

/** The shim runs; its instance does, or will in a moment. */
async function findInstance(
  recordFile: string,
  watch: DeathWatch,
): Promise<(Pick<Instance, 'identity'> & { readonly shimPid: number }) | undefined> {
  const ended = watch.ended.then(() => true);
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += 5) {
    const { identity, shimPid } = readRecord(recordFile) ?? {};
    if (identity !== undefined && shimPid !== undefined) return { identity, shimPid };
    if (await Promise.race([ended, sleep(5, false)])) return undefined;
  }
  return undefined;
}
