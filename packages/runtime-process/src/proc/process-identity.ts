/** Who a process is, so that a pid used again is never taken for the old process. */
import { readFileSync } from 'node:fs';
import { isEnded, readProcessStat } from './process-stat.ts';

export interface ProcessIdentity {
  /** @see random(4): /proc/sys/kernel/random/boot_id */
  readonly bootId: string;
  readonly pid: number;
  /** Clock ticks since boot. */
  readonly startTicks: number;
}

/** Names this run of the machine; another after each restart of it. */
export function readBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
}

/** The identity of a process that runs now; undefined where there is none. */
export function identifyProcess(pid: number, bootId = readBootId()): ProcessIdentity | undefined {
  const stat = readProcessStat(pid);
  return stat === undefined ? undefined : { bootId, pid, startTicks: stat.startTicks };
}

/** Whether this very process still runs. A zombie counts as dead. */
export function isAlive(identity: ProcessIdentity, bootId = readBootId()): boolean {
  if (identity.bootId !== bootId) return false;
  const stat = readProcessStat(identity.pid);
  return stat?.startTicks === identity.startTicks && !isEnded(stat);
}

/**
 * Sends a signal to this very process.
 *
 * @returns false where it is gone, or may not be signalled by us
 */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    return process.kill(identity.pid, signal);
  } catch {
    return false;
  }
}
