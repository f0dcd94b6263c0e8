/** Shows a platform coming up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '@nines/kernel';
import type { PlatformState, ServiceStatus } from '@nines/kernel';
import type { PlatformReport } from '@nines/runtime-process';
import type { Output } from './output.ts';
import type { Platform } from './platform.ts';

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

/** Resolves once every service is ready or the time is up; `state` tells which. @throws `signal.reason` */
export async function waitUntilReady(platform: Platform, output: Output, waiting: Waiting): Promise<Reached> {
  const readyAfterMs = new Map<string, number>();
  for (;;) {
    waiting.signal.throwIfAborted();
    const report = await platform.reportIfRunning();
    const elapsedMs = performance.now() - waiting.began;
    if (report !== undefined) {
      const state = report.status.state;
      noteReadiness(report, readyAfterMs, elapsedMs, output);
      if (state === 'ready' || elapsedMs > waiting.timeoutMs) {
        output.passing('');
        for (const problem of report.problems) output.note(`${problem.subject}: ${problem.message}`);
        return { state, report, readyAfterMs };
      }
    }
    await sleep(POLL_MS);
  }
}

function noteReadiness(report: PlatformReport, seen: Map<string, number>, elapsedMs: number, output: Output): void {
  const all = [...report.status.services, ...report.status.system];
  for (const service of all) {
    if (!isReady(service) || seen.has(service.name)) continue;
    seen.set(service.name, elapsedMs);
    output.note(`${output.colors.green('✓')} ${service.name} ${output.colors.dim(formatDuration(elapsedMs))}`);
  }
  const missing = all
    .filter((service) => !isReady(service))
    .map(({ name, ready, desired }) => `${name} ${ready}/${desired}`);
  output.passing(missing.length === 0 ? '' : output.colors.dim(`waiting for ${missing.join(', ')}`));
}

function isReady(service: ServiceStatus): boolean {
  return service.ready >= service.desired;
}
