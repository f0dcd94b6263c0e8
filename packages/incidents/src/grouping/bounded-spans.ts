/** Few spans in place of many: what comes and goes for days would make an incident grow without end. */
import type { TimeSpan } from './spans.ts';

/** Several that became one. */
export interface BoundedSpan extends TimeSpan {
  /** What of it was between them, ms. */
  readonly quietMs: number;
}

/**
 * Those that are nearest to each other become one, the earliest first of those that are as near. Depends on nothing but
 * the spans.
 *
 * @param spans - in order, apart from each other
 * @param most - how many are left; at least 1
 */
export function boundedSpans(spans: readonly TimeSpan[], most: number): readonly BoundedSpan[] {
  const closed = nearest(spans, spans.length - most);
  const bounded: BoundedSpan[] = [];
  spans.forEach((span, index) => {
    const last = bounded.at(-1);
    if (last === undefined || !closed.has(index)) bounded.push({ ...span, quietMs: 0 });
    else {
      const quietMs = last.quietMs + span.startMs - last.endMs;
      bounded[bounded.length - 1] = { startMs: last.startMs, endMs: span.endMs, quietMs };
    }
  });
  return bounded;
}

/** Indices of spans that become one with the one before. */
function nearest(spans: readonly TimeSpan[], count: number): ReadonlySet<number> {
  if (count <= 0) return new Set();
  const gaps = spans.map(({ startMs }, index) => ({ index, gapMs: startMs - (spans[index - 1]?.endMs ?? -Infinity) }));
  const ordered = gaps.slice(1).sort((one, other) => one.gapMs - other.gapMs || one.index - other.index);
  return new Set(ordered.slice(0, count).map(({ index }) => index));
}
