/** A supervisor without a guard would not be restarted if it died, so it gets itself a new one. */
import { guardThisProcess } from '@nines/runtime-process';
import type { LaterGuard } from '@nines/runtime-process';
import type { Log } from './log.ts';

const CHECK_MS = 2_000;

export interface GuardWatch {
  /** Pid of the guard as it is known now. */
  readonly pid: () => number | null;
  /** To be called before this process ends on purpose. */
  readonly dismiss: () => void;
}

/** Watches the guard that started this process, and replaces it when it is gone. */
export function keepGuarded(
  options: Parameters<typeof guardThisProcess>[0],
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): GuardWatch {
  let guardPid: number | null = Number(environment['NINES_GUARD_PID'] ?? NaN) || null;
  let replacement: LaterGuard | undefined;
  setInterval(() => {
    if (guardPid === null || isThere(guardPid)) return;
    const lost = guardPid;
    replacement = guardThisProcess(options);
    guardPid = replacement.pid ?? null;
    log('guard was replaced', { lost, guardPid });
  }, CHECK_MS).unref();
  return { pid: () => guardPid, dismiss: () => replacement?.dismiss() };
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
