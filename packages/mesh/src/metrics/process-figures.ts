/** What the mesh's own process uses, and how long its event loop lets everybody wait. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { MetricFamily } from './exposition.ts';
import { family, single } from './family.ts';

/** Between two samples of the event loop, ms. */
const RESOLUTION_MS = 10;
/** The worst of this time, and of what came before it, is shown: longer than a scrape interval, so that none is missed. */
const WINDOW_MS = 10_000;

/** Has a life: measures from the start on, until `stop`. */
export class ProcessFigures {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #monotonicMs: () => number;
  #windowStartedAt: number;
  #lastWorstSeconds = 0;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
    this.#windowStartedAt = monotonicMs();
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }

  families(): MetricFamily[] {
    const { user, system } = process.cpuUsage();
    return [
      family(
        'mesh_event_loop_lag_seconds',
        'gauge',
        'Longest wait for the event loop in the last 10 to 20 seconds',
        single(this.#lagSeconds()),
      ),
      family('process_cpu_seconds_total', 'counter', 'CPU time used', single((user + system) / 1e6)),
      family(
        'process_start_time_seconds',
        'gauge',
        'When the process was started, since the epoch',
        single(performance.timeOrigin / 1e3),
      ),
      family('process_resident_memory_bytes', 'gauge', 'Resident memory', single(process.memoryUsage.rss())),
    ];
  }

  #lagSeconds(): number {
    // Each sample holds the sleep between two of them. Before the first one there is nothing.
    const worst = this.#delay.count === 0 ? 0 : Math.max(0, this.#delay.max / 1e9 - RESOLUTION_MS / 1e3);
    const shown = Math.max(worst, this.#lastWorstSeconds);
    const now = this.#monotonicMs();
    if (now - this.#windowStartedAt >= WINDOW_MS) {
      this.#windowStartedAt = now;
      this.#lastWorstSeconds = worst;
      this.#delay.reset();
    }
    return shown;
  }
}
