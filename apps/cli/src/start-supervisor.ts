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
 * Starts guard and supervisor unless they run already. Once begun, this is seen through whatever `signal` says: a
 * supervisor can only be stopped when it listens.
 *
 * @returns whether this call started them; of two at once, one did
 * @throws NinesError `CLI_SUPERVISOR_FAILED` with what its log says, when it does not answer in time
 */
export async function startSupervisor(platform: Platform, signal: AbortSignal): Promise<boolean> {
  if ((await platform.reportIfRunning()) !== undefined) return false;
  const guardPid = (await platform.isLocked()) ? undefined : beginToGuard(platform, signal);
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const report = await platform.reportIfRunning();
    if (report !== undefined) return report.supervisor.guardPid === guardPid;
    if (guardPid === undefined) signal.throwIfAborted();
    if (performance.now() > deadline) throw await failedToStart(platform);
    await sleep(POLL_MS);
  }
}

function beginToGuard({ stateDirectory }: Platform, signal: AbortSignal): number | undefined {
  signal.throwIfAborted();
  return startGuard({
    stateDirectory,
    command: [
      process.execPath,
      ...LEAN,
      entryPoint('supervisor'),
      `--state=${stateDirectory}`,
      `--mesh=${entryPoint('mesh')}`,
    ],
  });
}

async function failedToStart(platform: Platform): Promise<NinesError> {
  const lastWords = await platform.supervisorLog(5);
  return new NinesError('CLI_SUPERVISOR_FAILED', `the supervisor did not answer; its log ends with:\n${lastWords}`);
}
