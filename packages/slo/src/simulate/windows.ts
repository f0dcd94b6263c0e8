/**
 * Where windows begin and end in a recording, as the rules have it: those of up to two hours hold what was recorded in
 * them, longer ones are put together from sums of whole five minutes.
 *
 * A window holds what was recorded after its beginning, up to its end.
 */
import { BLOCK_MS } from '../budget/block.ts';
import { isExact } from '../rules/sum-over.ts';
import type { Recording } from './recording.ts';

/** How many steps a window that ends at `atMs` is preceded by. */
export function stepsBefore(recording: Recording, windowMs: number, atMs: number): number {
  if (!isExact(windowMs)) return stepsUntil(recording, wholeBlocks(atMs - windowMs));
  return stepsUntil(recording, atMs - Math.max(windowMs, recording.stepMs));
}

/** The same, with those that it holds. */
export function stepsWithin(recording: Recording, windowMs: number, atMs: number): number {
  return stepsUntil(recording, isExact(windowMs) ? atMs : wholeBlocks(atMs));
}

/** How many steps are over at `atMs`. */
export function stepsUntil({ startMs, stepMs, totals }: Recording, atMs: number): number {
  return Math.min(Math.max(Math.floor((atMs - startMs) / stepMs), 0), totals.length - 1);
}

function wholeBlocks(atMs: number): number {
  return Math.floor(atMs / BLOCK_MS) * BLOCK_MS;
}
