/** The guard: a few lines of shell, detached from everyone, that restart the supervisor if it dies. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { supervisorLogFile } from './supervisor-log.ts';

/** Exit code by which a supervisor tells its guard that trying again would not help. @see sysexits.h, EX_CONFIG */
export const EXIT_DO_NOT_RETRY = 78;

const GUARD_SCRIPT = fileURLToPath(new URL('./guard.sh', import.meta.url));

export interface GuardOptions {
  readonly stateDirectory: string;
  /** How to start the supervisor, program first. */
  readonly command: readonly string[];
}

/** Longest wait for a guard to end, ms: its supervisor ends first, and has nothing to stop then. */
const END_TIMEOUT_MS = 5_000;

/** A guard with its supervisor, which both outlive this process unless they are ended. */
export interface StartedGuard {
  readonly pid: number | undefined;
  /** Whether the guard has given up, or could not be started. */
  readonly hasEnded: () => boolean;
  /** Ends the supervisor, then the guard; resolves when they are gone, or after 5 s. */
  readonly end: () => Promise<void>;
}

/** Starts guard and supervisor, detached; what they print goes to the supervisor's log. */
export function startGuard(options: GuardOptions): StartedGuard {
  const guard = spawnGuard(options, [], 'ignore');
  guard.unref();
  const ended = new AbortController();
  for (const event of ['exit', 'error'] as const) {
    guard.on(event, () => {
      ended.abort();
    });
  }
  return {
    pid: guard.pid,
    hasEnded: () => ended.signal.aborted,
    end: async () => {
      guard.kill('SIGTERM');
      await sleep(END_TIMEOUT_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    },
  };
}

/** A guard that was put behind a supervisor which runs already. */
export interface LaterGuard {
  readonly pid: number | undefined;
  /** Tells it that this process ends on purpose. Without this, it takes over when this process ends. */
  readonly dismiss: () => void;
}

/** Puts a new guard behind this process, a supervisor that lost its own. */
export function guardThisProcess(options: GuardOptions): LaterGuard {
  const guard = spawnGuard(options, ['--after'], 'pipe');
  guard.unref();
  const { stdin } = guard;
  stdin?.on('error', () => undefined); // a guard that was killed is noticed by its pid
  if (stdin !== null && 'unref' in stdin) (stdin as unknown as { unref(): void }).unref();
  return { pid: guard.pid, dismiss: () => stdin?.write('dismissed\n') };
}

function spawnGuard(options: GuardOptions, mode: readonly string[], stdin: 'ignore' | 'pipe'): ChildProcess {
  const log = openSync(supervisorLogFile(options.stateDirectory), 'a', 0o600);
  try {
    const args = [GUARD_SCRIPT, ...mode, ...options.command];
    return spawn('/bin/sh', args, { detached: true, cwd: options.stateDirectory, stdio: [stdin, log, log] });
  } finally {
    closeSync(log);
  }
}
