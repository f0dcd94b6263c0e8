/** Slices of time, each of which counts once, however much happened in it. One in which nothing happened counts nothing. */
import type { Budgeting } from '../objective/objective.ts';
import { emptyRecording } from './recording.ts';
import type { Recording } from './recording.ts';

type Slices = Exclude<Budgeting, { readonly method: 'occurrences' }>;

/** The target of a slice is missed by more than what is rounded. */
const ROUNDING = 1e-9;

/**
 * What is recorded of slices, in seconds: each weighs as much as it is long. They begin at whole multiples of their
 * length since the epoch; what is before the first, or after the last one that is complete, is left out.
 */
export function slicesOf(looks: Recording, slices: Slices): Recording {
  const { startMs, stepMs, totals, bads, measured } = looks;
  const perSlice = Math.max(Math.round(slices.sliceMs / stepMs), 1);
  const firstMs = Math.ceil(startMs / slices.sliceMs) * slices.sliceMs;
  const skipped = Math.round((firstMs - startMs) / stepMs);
  const count = Math.max(Math.floor((totals.length - 1 - skipped) / perSlice), 0);
  const recording = emptyRecording(firstMs, perSlice * stepMs, count);
  const weight = slices.sliceMs / 1_000;
  for (let slice = 0; slice < count; slice += 1) {
    const [from, to] = [skipped + slice * perSlice, skipped + (slice + 1) * perSlice];
    const total = (totals[to] ?? 0) - (totals[from] ?? 0);
    const badRatio = total > 0 ? ((bads[to] ?? 0) - (bads[from] ?? 0)) / total : 0;
    recording.totals[slice + 1] = (recording.totals[slice] ?? 0) + (total > 0 ? weight : 0);
    recording.bads[slice + 1] = (recording.bads[slice] ?? 0) + weight * badShare(slices, badRatio);
    recording.measured[slice + 1] = measured.subarray(from + 1, to + 1).includes(1) ? 1 : 0;
  }
  return recording;
}

function badShare(slices: Slices, badRatio: number): number {
  if (slices.method === 'ratio-timeslices') return Math.min(badRatio, 1);
  return badRatio > 1 - slices.sliceTarget + ROUNDING ? 1 : 0;
}
