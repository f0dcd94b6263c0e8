/**
 * What comes and goes: an incident that came back twice within an hour is resolved only once it was quiet for twice as long
 * as it was at most before it came back, so that nobody is paged over and over. That it began is never held back, nor that
 * it is worse: only that it is over is said later, at most as much later as `LONGEST_QUIET_MS`.
 */
import type { TimeSpan } from '../grouping/spans.ts';
import type { Outage } from '../grouping/outage.ts';
import { troubledTimes } from './facts.ts';

/** How far back it is counted, ms. */
const LOOK_BACK_MS = 3_600_000;
const COMEBACKS = 2;
/** Quiet that is waited for at least, ms. */
const QUIET_MS = 120_000;
/** No incident waits for longer to be resolved, ms. */
export const LONGEST_QUIET_MS = 600_000;

/**
 * @param endMs - since when nothing is wrong
 * @returns until when to wait, ms; null: not at all. Where the clock was set back it is waited for the quiet time again
 */
export function heldUntil(outage: Outage, endMs: number, nowMs: number): number | null {
  const pauses = pausesIn(troubledTimes(outage), endMs - LOOK_BACK_MS);
  if (pauses.length < COMEBACKS) return null;
  const quietMs = Math.min(Math.max(QUIET_MS, 2 * Math.max(...pauses)), LONGEST_QUIET_MS);
  const { held } = outage.pending;
  const keptMs = held?.endMs === endMs ? held.untilMs : Infinity;
  const untilMs = Math.min(keptMs, endMs + quietMs, nowMs + quietMs);
  return nowMs < untilMs ? untilMs : null;
}

/** How long it was quiet each time before it came back, ms; of comebacks after `sinceMs`. */
function pausesIn(times: readonly TimeSpan[], sinceMs: number): readonly number[] {
  return times.slice(1).flatMap(({ startMs }, index) => {
    const before = times[index];
    return before === undefined || startMs <= sinceMs ? [] : [startMs - before.endMs];
  });
}
