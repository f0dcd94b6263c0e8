/** Stops a platform and waits until nothing of it is left. */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, hasCode, NinesError } from '@nines/kernel';
import type { PlatformReport } from '@nines/runtime-process';
import type { Output } from './output.ts';
import type { Platform } from './platform.ts';
import { PresenceWatch } from './presence.ts';
import { startSupervisor } from './start-supervisor.ts';

const POLL_MS = 50;

export interface Stopping {
  readonly timeoutMs: number;
  /** Ends the waiting; what was ordered goes on. @defaultValue never */
  readonly signal?: AbortSignal;
}

/**
 * Says how it goes.
 *
 * @throws NinesError `CLI_TIMED_OUT` after `timeoutMs`; the supervisor goes on all the same
 */
export async function stopPlatform(platform: Platform, output: Output, stopping: Stopping): Promise<void> {
  const began = performance.now();
  try {
    await stopQuietly(platform, stopping, (left) => {
      output.passing(output.noteColors.dim(`stopping: ${left}`));
    });
  } finally {
    output.passing('');
  }
  output.note(`stopped in ${formatDuration(performance.now() - began)}; data stays in ${platform.stateDirectory}`);
}

/** @param onWaiting - told again and again what is left. @throws NinesError `CLI_TIMED_OUT` after `timeoutMs` */
export async function stopQuietly(
  platform: Platform,
  { timeoutMs, signal }: Stopping,
  onWaiting: (left: string) => void = () => undefined,
): Promise<void> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  let left = 'the supervisor, which does not answer';
  try {
    await untilStopped(platform.cancelledBy(stop), stop, (seen) => {
      left = seen;
      onWaiting(left);
    });
  } catch (error) {
    if (!deadline.aborted || signal?.aborted === true) throw error;
    throw new NinesError('CLI_TIMED_OUT', `still stopping after ${formatDuration(timeoutMs)}: ${left}`);
  }
}

async function untilStopped(platform: Platform, signal: AbortSignal, onWaiting: (left: string) => void): Promise<void> {
  const watch = new PresenceWatch(platform);
  for (;;) {
    // Again and again: a supervisor that is only just starting, or was replaced meanwhile, has not heard it yet.
    await platform.runtime.shutdown().catch(ignoreAbsent);
    const presence = await watch.look();
    if (presence.state === 'stopped') return;
    if (presence.state === 'answering') onWaiting(instancesOf(presence.report));
    // Whoever is to stop everything has to take over first what runs on unattended.
    if (presence.state === 'abandoned') await startSupervisor(platform, signal);
    await sleep(POLL_MS, undefined, { signal });
  }
}

function instancesOf({ status }: PlatformReport): string {
  const services = [...status.services, ...status.system];
  return services.flatMap(({ instances }) => instances.map(({ id }) => id)).join(', ');
}

function ignoreAbsent(error: unknown): void {
  if (!hasCode(error, 'RUNTIME_NOT_RUNNING') && !hasCode(error, 'CONTROL_TIMED_OUT')) throw error;
}
