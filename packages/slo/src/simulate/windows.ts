/**
 * Where windows begin and end among the steps of a recording, as the rules have it: those of up to two hours end at the
 * moment that is asked for, longer ones are put together from sums of whole five minutes.
 */
import { BLOCK_MS } from '../budget/block.ts';
import type { Recording } from './recording.ts';

/** Longer windows would read too many samples at every evaluation. */
const LONGEST_FROM_STEPS_MS = 7_200_000;

/** Index of the last step that belongs to a window asked for at `step`. */
export function windowEnd(recording: Recording, windowMs: number, step: number): number {
  return windowMs <= LONGEST_FROM_STEPS_MS ? step : wholeBlocksUntil(recording, timeOf(recording, step));
}

/** Index of the step before the first one that belongs to it. */
export function windowStart(recording: Recording, windowMs: number, step: number): number {
  if (windowMs > LONGEST_FROM_STEPS_MS) return wholeBlocksUntil(recording, timeOf(recording, step) - windowMs);
  return Math.max(step - Math.max(Math.round(windowMs / recording.stepMs), 1), 0);
}

/** Ms since the epoch. */
export function timeOf({ startMs, stepMs }: Recording, step: number): number {
  return startMs + step * stepMs;
}

function wholeBlocksUntil({ startMs, stepMs, totals }: Recording, atMs: number): number {
  const endMs = Math.floor(atMs / BLOCK_MS) * BLOCK_MS;
  return Math.min(Math.max(Math.floor((endMs - startMs) / stepMs), 0), totals.length - 1);
}
