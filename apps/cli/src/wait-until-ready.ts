/** Shows a platform coming up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, NinesError } from '@nines/kernel';
import type { PlatformState, ServiceStatus } from '@nines/kernel';
import type { PlatformReport } from '@nines/runtime-process';
import type { Output } from './output.ts';
import { PresenceWatch } from './presence.ts';
import type { Presence, Watched } from './presence.ts';

const POLL_MS = 40;

export interface Waiting {
  /** When the command began, `performance.now()` ms. */
  readonly began: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How far it came, with the time that each service took. */
export interface Reached {
  readonly state: PlatformState;
  readonly report: PlatformReport;
  /** Time from the command's begin until all replicas were ready, ms, by service. */
  readonly readyAfterMs: ReadonlyMap<string, number>;
}

/**
 * Resolves once every service is ready or the time is up; `state` tells which.
 *
 * @throws NinesError `RUNTIME_NOT_RUNNING` when the platform is stopped meanwhile, `CLI_TIMED_OUT` when no supervisor
 * answers at the end of the time
 * @throws `signal.reason`
 */
export async function waitUntilReady(platform: Watched, output: Output, waiting: Waiting): Promise<Reached> {
  const { began, timeoutMs, signal } = waiting;
  const readyAfterMs = new Map<string, number>();
  const watch = new PresenceWatch(platform);
  for (;;) {
    const presence = await watch.look();
    signal.throwIfAborted();
    const elapsedMs = performance.now() - began;
    const isLate = elapsedMs > timeoutMs;
    if (presence.state === 'answering') {
      const { report } = presence;
      const { state } = report.status;
      noteReadiness(report, readyAfterMs, elapsedMs, output);
      if (state === 'ready' || isLate) {
        output.passing('');
        for (const problem of report.problems) output.note(`${problem.subject}: ${problem.message}`);
        return { state, report, readyAfterMs };
      }
    } else refuseToWait(presence.state, isLate);
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** A supervisor that is being replaced is waited for, as long as there is time. */
function refuseToWait(state: Presence['state'], isLate: boolean): void {
  if (state === 'stopped')
    throw new NinesError('RUNTIME_NOT_RUNNING', 'the platform was stopped before everything was ready');
  if (isLate)
    throw new NinesError('CLI_TIMED_OUT', 'the supervisor does not answer any more; see `nines status` how it goes on');
}

function noteReadiness(report: PlatformReport, seen: Map<string, number>, elapsedMs: number, output: Output): void {
  const all = [...report.status.services, ...report.status.system];
  for (const service of all) {
    if (!isReady(service) || seen.has(service.name)) continue;
    seen.set(service.name, elapsedMs);
    output.note(`${output.noteColors.green('✓')} ${service.name} ${output.noteColors.dim(formatDuration(elapsedMs))}`);
  }
  const missing = all
    .filter((service) => !isReady(service))
    .map(({ name, ready, desired }) => `${name} ${ready}/${desired}`);
  output.passing(missing.length === 0 ? '' : output.noteColors.dim(`waiting for ${missing.join(', ')}`));
}

function isReady(service: ServiceStatus): boolean {
  return service.ready >= service.desired;
}
