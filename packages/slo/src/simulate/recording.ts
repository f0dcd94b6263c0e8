/**
 * What was recorded of an objective at every step of some time, added up from its beginning, so that sums over any
 * window are one subtraction.
 */
import type { Objective } from '../objective/objective.ts';
import { badRatioIn, countedIn } from './segment.ts';
import type { Segment } from './segment.ts';

/** Arrays have one more entry than there are steps: the first is the moment before any. */
export interface Recording {
  /** Ms since the epoch. */
  readonly startMs: number;
  readonly stepMs: number;
  /** Events, or seconds, up to each step. */
  readonly totals: Float64Array;
  /** Those of them that were bad. */
  readonly bads: Float64Array;
  /** 1 where there was something to measure by, else 0. */
  readonly measured: Uint8Array;
}

/** What was observed in each step, one after the other; of objectives with slices, before those are made of it. */
export interface Increases {
  /** Where the first step begins, ms since the epoch. */
  readonly startMs: number;
  /** 5 s as Nines records them, or more. */
  readonly stepMs: number;
  /** Events, or seconds; NaN where nothing was measured. */
  readonly total: Float64Array;
  /** Those of them that were bad; NaN is none. */
  readonly bad: Float64Array;
}

export function recordingOf({ startMs, stepMs, total, bad }: Increases): Recording {
  const recording = emptyRecording(startMs, stepMs, total.length);
  const { totals, bads, measured } = recording;
  for (let step = 0; step < total.length; step += 1) {
    const [addedTotal = NaN, addedBad = NaN] = [total[step], bad[step]];
    const isMeasured = !Number.isNaN(addedTotal);
    totals[step + 1] = (totals[step] ?? 0) + (isMeasured ? addedTotal : 0);
    bads[step + 1] = (bads[step] ?? 0) + (isMeasured && !Number.isNaN(addedBad) ? addedBad : 0);
    measured[step + 1] = isMeasured ? 1 : 0;
  }
  measured[0] = measured[1] ?? 0;
  return recording;
}

/** What an objective records of a scenario that begins at the epoch. A last step that is not complete is left out. */
export function recordingOfScenario(objective: Objective, segments: readonly Segment[], stepMs: number): Recording {
  const lengthMs = segments.reduce((sum, segment) => sum + segment.lengthMs, 0);
  const recording = emptyRecording(0, stepMs, Math.floor(lengthMs / stepMs));
  const { totals, bads, measured } = recording;
  let step = 0;
  let sinceMs = 0;
  let [total, bad] = [0, 0];
  for (const segment of segments) {
    const badRatio = badRatioIn(objective, segment);
    // Counted from where the segment begins: adding up step by step would add up what is rounded.
    for (; step < totals.length && step * stepMs <= sinceMs + segment.lengthMs; step += 1) {
      const counted = countedIn(objective, segment, step * stepMs - sinceMs);
      totals[step] = total + counted;
      bads[step] = bad + counted * badRatio;
      measured[step] = segment.isMeasured ? 1 : 0;
    }
    const counted = countedIn(objective, segment, segment.lengthMs);
    [sinceMs, total, bad] = [sinceMs + segment.lengthMs, total + counted, bad + counted * badRatio];
  }
  return recording;
}

/** Of nothing so far. */
export function emptyRecording(startMs: number, stepMs: number, steps: number): Recording {
  const arrayOf = (): Float64Array => new Float64Array(steps + 1);
  return { startMs, stepMs, totals: arrayOf(), bads: arrayOf(), measured: new Uint8Array(steps + 1) };
}
