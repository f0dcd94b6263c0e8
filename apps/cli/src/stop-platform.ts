/** Stops a platform and waits until nothing of it is left. */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, hasCode, NinesError } from '@nines/kernel';
import type { Output } from './output.ts';
import type { Platform } from './platform.ts';

const POLL_MS = 50;

/** @throws NinesError `CLI_TIMED_OUT` after `timeoutMs`; the supervisor goes on stopping all the same */
export async function stopPlatform(platform: Platform, output: Output, timeoutMs: number): Promise<void> {
  const began = performance.now();
  for (;;) {
    // Again and again: a supervisor that is only just starting, or was replaced meanwhile, has not heard it yet.
    await platform.runtime.shutdown().catch(ignoreNotRunning);
    const report = await platform.reportIfRunning();
    if (report === undefined && !(await platform.isLocked())) break;
    const left = [...(report?.status.services ?? []), ...(report?.status.system ?? [])].flatMap(
      ({ instances }) => instances,
    );
    output.passing(output.colors.dim(`stopping: ${left.map(({ id }) => id).join(', ')}`));
    if (performance.now() - began > timeoutMs) {
      throw new NinesError(
        'CLI_TIMED_OUT',
        `still stopping after ${formatDuration(timeoutMs)}: ${left.map(({ id }) => id).join(', ')}`,
      );
    }
    await sleep(POLL_MS);
  }
  output.passing('');
  output.note(`stopped in ${formatDuration(performance.now() - began)}; data stays in ${platform.stateDirectory}`);
}

function ignoreNotRunning(error: unknown): void {
  if (!hasCode(error, 'RUNTIME_NOT_RUNNING')) throw error;
}
