/** Half-open spans of time. */

/** From `startMs`, which belongs to it, to `endMs`, which does not; ms since the epoch. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/** What is in both; empty, with `endMs` equal to `startMs`, where they do not meet. */
export function overlapOf(one: Interval, other: Interval): Interval {
  const startMs = Math.max(one.startMs, other.startMs);
  return { startMs, endMs: Math.max(startMs, Math.min(one.endMs, other.endMs)) };
}

export function lengthOf({ startMs, endMs }: Interval): number {
  return endMs - startMs;
}
