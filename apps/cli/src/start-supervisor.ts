/** Makes sure that a supervisor runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { NinesError } from '@nines/kernel';
import { startGuard } from '@nines/runtime-process';
import { entryPoint } from './entry-points.ts';
import type { Platform } from './platform.ts';

const START_TIMEOUT_MS = 15_000;
const POLL_MS = 10;

/** A process that allocates little and lives long is better off with a small young generation. */
const LEAN = ['--max-semi-space-size=2'];

/**
 * Starts guard and supervisor unless they run already.
 *
 * @returns whether this call started them
 * @throws NinesError `CLI_SUPERVISOR_FAILED` with what its log says, when it does not answer in time
 */
export async function startSupervisor(platform: Platform, signal: AbortSignal): Promise<boolean> {
  if ((await platform.reportIfRunning()) !== undefined) return false;
  const alreadyHeld = await platform.isLocked();
  if (!alreadyHeld) {
    startGuard({
      stateDirectory: platform.stateDirectory,
      command: [
        process.execPath,
        ...LEAN,
        entryPoint('supervisor'),
        `--state=${platform.stateDirectory}`,
        `--mesh=${entryPoint('mesh')}`,
      ],
    });
  }
  const deadline = performance.now() + START_TIMEOUT_MS;
  while ((await platform.reportIfRunning()) === undefined) {
    signal.throwIfAborted();
    if (performance.now() > deadline) throw await failedToStart(platform);
    await sleep(POLL_MS);
  }
  return !alreadyHeld;
}

async function failedToStart(platform: Platform): Promise<NinesError> {
  const lastWords = await platform.supervisorLog(5);
  return new NinesError('CLI_SUPERVISOR_FAILED', `the supervisor did not answer; its log ends with:\n${lastWords}`);
}
