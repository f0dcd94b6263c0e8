/** Taking over an instance that an earlier supervisor launched. */
import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { readBootId } from '../proc/process-identity.ts';
import { readProcessStat } from '../proc/process-stat.ts';
import { watchFifo, type DeathWatch } from './death-watch.ts';
import { readRecord } from './instance-record.ts';
import { Instance, settleExit, type InstanceExit } from './instance.ts';
import type { LaunchSpec } from './launch-instance.ts';
import { holdOf, runFiles } from './slot-files.ts';

/** How long a shim that runs may take until its instance exists. */
const START_TIMEOUT_MS = 2_000;

export type AdoptSpec = Pick<LaunchSpec, 'slot' | 'runDirectory' | 'stdoutFile' | 'stderrFile' | 'group'>;

/** A slot's last instance, as it was launched. */
export type Launched = Pick<LaunchSpec, 'incarnation' | 'revision'>;

export type Adoption = Launched &
  (
    | { readonly alive: true; readonly port: number | null; readonly instance: Instance }
    | { readonly alive: false; readonly exit: InstanceExit }
  );

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
  const { incarnation, revision, marker } = record;
  const hold = holdOf({ ...spec, marker });
  const watch = record.bootId === readBootId() && existsSync(files.fifo) ? watchFifo(files.fifo) : undefined;
  const instance = watch && (await findInstance(files.record, watch));
  if (watch === undefined || instance === undefined) {
    watch?.close();
    return { alive: false, incarnation, revision, exit: await settleExit(files.record, hold) };
  }
  return {
    alive: true,
    incarnation,
    revision,
    port: record.port,
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
    const pid = readRecord(recordFile)?.pid;
    const stat = pid === undefined ? undefined : readProcessStat(pid);
    // While the shim lives it has not reaped its child, so that nobody else can have the pid.
    if (stat !== undefined) {
      return {
        identity: { bootId: readBootId(), pid: stat.pid, startTicks: stat.startTicks },
        shimPid: stat.parentPid,
      };
    }
    if (await Promise.race([ended, sleep(5, false)])) return undefined;
  }
  return undefined;
}

/**
 * Ends whatever instance a slot still has.
 *
 * @returns the slot's last instance, now ended; undefined where the slot never had one
 * @throws NinesError `RUNTIME_KILL_FAILED`
 */
export async function endPrevious(spec: AdoptSpec): Promise<Launched | undefined> {
  const adoption = await adoptInstance(spec);
  if (adoption?.alive === true) {
    await adoption.instance.kill();
    await adoption.instance.exited;
  }
  return adoption;
}
