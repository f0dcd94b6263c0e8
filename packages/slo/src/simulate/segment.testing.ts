/** Described traffic in a few words. */
import type { Segment } from './segment.ts';

const MINUTE_MS = 60_000;

/** So many minutes at so many requests a minute, of which a share is bad in every respect. */
export function minutes(count: number, requests: number, badRatio = 0, changes: Partial<Segment> = {}): Segment {
  return {
    lengthMs: count * MINUTE_MS,
    requests,
    perMs: MINUTE_MS,
    errorRatio: badRatio,
    slowRatio: badRatio,
    downRatio: badRatio,
    isMeasured: true,
    isOutage: false,
    ...changes,
  };
}

export function hours(count: number, requests: number, badRatio = 0, changes: Partial<Segment> = {}): Segment {
  return minutes(60 * count, requests, badRatio, changes);
}

/** Nothing can be measured. */
export function silence(count: number): Segment {
  return minutes(count, 0, 0, { isMeasured: false });
}
