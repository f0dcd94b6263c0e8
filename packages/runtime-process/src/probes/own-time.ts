/** Timeouts for what happens in this very process. */

/** Parts of a timeout. One that this process misses, for it was kept from running, counts as one. */
const PARTS = 5;

/** A timeout that has to be cancelled. */
export interface OwnTimeout {
  readonly signal: AbortSignal;
  cancel(): void;
}

/**
 * Aborts after `ms` in which this process ran. A clock alone would find that nobody answered in time where it was we who
 * did not listen: on a busy machine, after a pause of the whole of it.
 */
export function ownTimeout(ms: number): OwnTimeout {
  const controller = new AbortController();
  let left = PARTS;
  let timer = setTimeout(next, ms / PARTS);
  function next(): void {
    left -= 1;
    if (left > 0) timer = setTimeout(next, ms / PARTS);
    else setImmediate(() => controller.abort()); // after what has arrived was looked at
  }
  return {
    signal: controller.signal,
    cancel: () => {
      left = 0;
      clearTimeout(timer);
    },
  };
}
