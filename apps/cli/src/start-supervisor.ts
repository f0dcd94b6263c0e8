/** Makes sure that a supervisor runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { NinesError } from '@nines/kernel';
import { startGuard } from '@nines/runtime-process';
import type { PlatformReport, StartedGuard } from '@nines/runtime-process';
import { entryPoint } from './entry-points.ts';
import type { Platform } from './platform.ts';

const START_TIMEOUT_MS = 15_000;
const POLL_MS = 10;

/** A process that allocates little and lives long is better off with a small young generation. */
const LEAN = ['--max-semi-space-size=2'];

/**
 * Starts guard and supervisor unless they run already. What does not get so far, or is aborted, is ended again.
 *
 * @returns whether this call started them; of two at once, one did
 * @throws NinesError `CLI_SUPERVISOR_FAILED` with what its log says, when it gives up or does not answer in time
 * @throws `signal.reason`
 */
export async function startSupervisor(platform: Platform, signal: AbortSignal): Promise<boolean> {
  if ((await platform.reportIfRunning()) !== undefined) return false;
  signal.throwIfAborted();
  const guard = (await platform.isLocked()) ? undefined : beginToGuard(platform);
  try {
    const { supervisor } = await firstAnswer(platform, guard, signal);
    if (supervisor.guardPid === guard?.pid) return true;
    await guard?.end(); // another one was faster; ours is giving up, and nobody should meet it meanwhile
    return false;
  } catch (error) {
    await guard?.end();
    throw error;
  }
}

function beginToGuard({ stateDirectory }: Platform): StartedGuard {
  return startGuard({
    stateDirectory,
    command: [
      process.execPath,
      ...LEAN,
      entryPoint('supervisor'),
      `--state=${stateDirectory}`,
      `--mesh=${entryPoint('mesh')}`,
      `--certificates=${entryPoint('certificates')}`,
      `--server=${entryPoint('server')}`,
    ],
  });
}

async function firstAnswer(
  platform: Platform,
  guard: StartedGuard | undefined,
  signal: AbortSignal,
): Promise<PlatformReport> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const report = await platform.reportIfRunning();
    if (report !== undefined) return report;
    // A guard also gives up when another one was faster; then there is somebody to wait for.
    const hopeless = guard?.hasEnded() === true && !(await platform.isLocked());
    if (hopeless || performance.now() > deadline) throw await failedToStart(platform, hopeless);
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function failedToStart(platform: Platform, hopeless: boolean): Promise<NinesError> {
  const lastWords = await platform.supervisorLog(5);
  const what = hopeless ? 'the supervisor gave up' : 'the supervisor did not answer';
  return new NinesError('CLI_SUPERVISOR_FAILED', `${what}; its log ends with:\n${lastWords}`);
}
