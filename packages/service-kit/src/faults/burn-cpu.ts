/** The thread that keeps a core busy for a given share of the time, until it is terminated. */
import { workerData } from 'node:worker_threads';

/** Short enough that usage looks even at any scrape interval, ms. */
const PERIOD_MS = 50;

const busyMs = (PERIOD_MS * Number(workerData)) / 100;
const never = new Int32Array(new SharedArrayBuffer(4));

for (;;) {
  const until = performance.now() + busyMs;
  while (performance.now() < until);
  if (busyMs < PERIOD_MS) Atomics.wait(never, 0, 0, PERIOD_MS - busyMs);
}
