/**
 * One process as the kernel shows it.
 *
 * @see proc_pid_stat(5): fields pid, comm, state, ppid, session, utime (14), stime (15), starttime (22)
 */
import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export interface ProcessStat {
  readonly pid: number;
  /** `R` running, `S` sleeping, `D` uninterruptible, `T` stopped, `t` traced, `Z` zombie, `X` dead. */
  readonly state: string;
  readonly parentPid: number;
  readonly session: number;
  /** Start, clock ticks since boot. With the boot id and the pid it names a process for ever. */
  readonly startTicks: number;
  /** User and system time of all its threads so far, ms. */
  readonly cpuMs: number;
}

/** Parses the text of /proc/PID/stat; undefined for what is not such a text. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  // The command name stands in brackets and may itself hold brackets and spaces: the last one closes it.
  const close = text.lastIndexOf(')');
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(close + 2).split(' ');
  const number = (position: number): number => Number(fields[position - 3]);
  const state = fields[0];
  if (close < 0 || state === undefined || !Number.isFinite(number(22)) || Number.isNaN(pid)) return undefined;
  return {
    pid,
    state,
    parentPid: number(4),
    session: number(6),
    startTicks: number(22),
    cpuMs: ((number(14) + number(15)) * 1_000) / TICKS_PER_SECOND,
  };
}

/** The process with this pid; undefined where there is none. */
export function readProcessStat(pid: number): ProcessStat | undefined {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined; // gone between two looks: the normal case
  }
}

/** A zombie has ended; only its parent has not looked yet. */
export function isEnded(stat: ProcessStat): boolean {
  return stat.state === 'Z' || stat.state === 'X';
}

/** Whether it was halted by SIGSTOP or by a debugger. */
export function isStopped(stat: ProcessStat): boolean {
  return stat.state === 'T' || stat.state === 't';
}
