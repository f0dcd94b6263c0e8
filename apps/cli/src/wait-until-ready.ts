/** Shows a platform coming up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, NinesError } from '@nines/kernel';
import type { ServiceStatus } from '@nines/kernel';
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
  /** Settles when nothing is added to the platform any more: only then it can be ready, or late. @defaultValue at once */
  readonly added?: Promise<unknown>;
}

/**
 * How far it came, with the time that each service took.
 *
 * - `ready`: everything is as asked
 * - `stalled`: a new revision does not get ready; the old instances serve on
 * - `late`: the time was up
 */
export interface Reached {
  readonly outcome: 'ready' | 'stalled' | 'late';
  readonly report: PlatformReport;
  /** Time from the command's begin until all replicas were ready, ms, by service. */
  readonly readyAfterMs: ReadonlyMap<string, number>;
}

/**
 * Resolves once every service is ready and of its wanted revision, or cannot get there, or the time is up; `outcome`
 * tells which.
 *
 * @throws NinesError `RUNTIME_NOT_RUNNING` when the platform is stopped meanwhile, `CLI_TIMED_OUT` when no supervisor
 * answers at the end of the time
 * @throws whatever `added` rejects with; `signal.reason`
 */
export async function waitUntilReady(platform: Watched, output: Output, waiting: Waiting): Promise<Reached> {
  const { added, began, timeoutMs, signal } = waiting;
  let isAdding = added !== undefined;
  const settle = (): void => {
    isAdding = false;
  };
  added?.then(settle, settle);
  const readyAfterMs = new Map<string, number>();
  const watch = new PresenceWatch(platform);
  for (;;) {
    // Before the look: what was seen earlier may lack what was added.
    const isWhole = !isAdding;
    if (isWhole) await added;
    const presence = await watch.look();
    signal.throwIfAborted();
    const elapsedMs = performance.now() - began;
    const isLate = elapsedMs > timeoutMs;
    if (presence.state === 'answering') {
      const { report } = presence;
      const outcome = outcomeOf(report) ?? (isLate ? 'late' : undefined);
      noteReadiness(report, readyAfterMs, elapsedMs, output);
      if (isWhole && outcome !== undefined) {
        output.passing('');
        for (const problem of report.problems) output.note(`${problem.subject}: ${problem.message}`);
        return { outcome, report, readyAfterMs };
      }
    } else refuseToWait(presence.state, isLate);
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** Undefined while something may still come about. */
function outcomeOf({ rolling, stalled, status }: PlatformReport): Reached['outcome'] | undefined {
  const failed = new Set(stalled.map(({ service }) => service));
  if (rolling.some((service) => !failed.has(service))) return undefined;
  if (failed.size > 0) return 'stalled';
  return status.state === 'ready' ? 'ready' : undefined;
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
    .map(({ name, ready, desired }) => `${name} ${ready}/${desired}`)
    .concat(report.rolling.map((name) => `the new ${name}`));
  output.passing(missing.length === 0 ? '' : output.noteColors.dim(`waiting for ${missing.join(', ')}`));
}

function isReady(service: ServiceStatus): boolean {
  return service.ready >= service.desired;
}
