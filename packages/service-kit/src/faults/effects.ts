/** Faults that work by themselves, without a request: each begins and hands back its end. */
import { Worker } from 'node:worker_threads';

import type { Fault, FaultOf } from './fault.ts';

/** What faults act upon. */
export interface FaultTarget {
  setUnready(isUnready: boolean): void;
  /** Ends the process the way a bug does. */
  crash(): void;
}

/** Takes an effect back at once and completely. */
export type EndEffect = () => void;

/** How often a leak grows, ms. */
const LEAK_PERIOD_MS = 100;

/** Time for the answer to leave before the process dies, ms. */
const SHORTEST_CRASH_DELAY_MS = 50;

/**
 * Begins what `fault` does by itself. Faults of requests do nothing by themselves.
 *
 * @param fail told when the effect ended because it could not go on
 */
export function beginEffect(fault: Fault, target: FaultTarget, fail: (error: unknown) => void): EndEffect {
  switch (fault.fault) {
    case 'errors':
    case 'latency':
      return () => undefined;
    case 'readiness':
      target.setUnready(true);
      return () => target.setUnready(false);
    case 'cpu':
      return burn(fault, fail);
    case 'leak':
      return leak(fault);
    case 'crash': {
      const timer = setTimeout(() => target.crash(), Math.max(fault.delayMs, SHORTEST_CRASH_DELAY_MS));
      return () => clearTimeout(timer);
    }
  }
}

/** In a thread of its own, so that probes and metrics answer however busy the core is. */
function burn({ percent }: FaultOf<'cpu'>, fail: (error: unknown) => void): EndEffect {
  if (percent === 0) return () => undefined;
  // Options of the process may not fit a thread, and would then end the process.
  const worker = new Worker(new URL('./burn-cpu.ts', import.meta.url), { workerData: percent, execArgv: [] });
  worker.on('error', fail).unref();
  return () => void worker.terminate();
}

function leak({ bytesPerSecond, maxBytes }: FaultOf<'leak'>): EndEffect {
  let held: ArrayBuffer[] = [];
  let heldBytes = 0;
  const grow = (): void => {
    const bytes = Math.min(Math.ceil((bytesPerSecond * LEAK_PERIOD_MS) / 1_000), maxBytes - heldBytes);
    if (bytes <= 0) return;
    held.push(new Uint8Array(bytes).fill(1).buffer); // filled: memory that nobody wrote to does not exist
    heldBytes += bytes;
  };
  const timer = setInterval(grow, LEAK_PERIOD_MS).unref();
  return () => {
    clearInterval(timer);
    // Emptied, not just dropped: an idle process may not collect garbage for minutes.
    for (const piece of held) piece.transfer(0);
    held = [];
  };
}
