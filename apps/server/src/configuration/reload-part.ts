/** Making a part that runs read its configuration again, and finding out whether it did. */
import { callLoopback } from '../loopback/loopback-client.ts';
import type { PartName } from './rendered-parts.ts';
import { ALERTMANAGER, BLACKBOX, PROMETHEUS } from '../monitoring/ports.ts';

interface Reloadable {
  readonly workload: string;
  /** Metric of the part itself: 1 where its last reload succeeded. */
  readonly success: string;
}

const RELOADABLE: Readonly<Record<PartName, Reloadable>> = {
  prometheus: { workload: PROMETHEUS, success: 'prometheus_config_last_reload_successful' },
  alertmanager: { workload: ALERTMANAGER, success: 'alertmanager_config_last_reload_successful' },
  blackbox: { workload: BLACKBOX, success: 'blackbox_exporter_config_last_reload_successful' },
};

/** Rules of a large catalog take their time, ms. */
const RELOAD_TIMEOUT_MS = 30_000;

export interface ReloadOptions {
  readonly ports: Readonly<Record<string, number>>;
  readonly signal: AbortSignal;
}

/** The workload that a part configures. */
export function workloadOf(part: PartName): string {
  return RELOADABLE[part].workload;
}

/**
 * - `took-over`: it runs by what is there now
 * - `away`: it does not run, or does not answer now; it reads what is there when it starts
 * - `refused`: it goes on with what it read before
 */
export type ReloadOutcome =
  { readonly result: 'took-over' | 'away' } | { readonly result: 'refused'; readonly reason: string };

export async function reloadPart(part: PartName, { ports, signal }: ReloadOptions): Promise<ReloadOutcome> {
  const { workload, success } = RELOADABLE[part];
  const port = ports[workload];
  if (port === undefined) return { result: 'away' };
  try {
    const { status, text } = await callLoopback({
      port,
      path: '/-/reload',
      method: 'POST',
      signal,
      timeoutMs: RELOAD_TIMEOUT_MS,
    });
    if (status !== 200) return refused(`${workload} answered ${status}: ${text.trim()}`);
    const metrics = await callLoopback({ port, path: '/metrics', signal, timeoutMs: RELOAD_TIMEOUT_MS });
    const failed = new RegExp(`^${success} 0$`, 'm').test(metrics.text);
    return failed ? refused(`${workload} says that its reload failed`) : { result: 'took-over' };
  } catch {
    signal.throwIfAborted();
    return { result: 'away' };
  }
}

function refused(reason: string): ReloadOutcome {
  return { result: 'refused', reason };
}
