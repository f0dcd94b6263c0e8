/** Times in which something was so: in order, and further apart from each other than a gap. */

/** From its start to its end, both included; the end may be `Infinity`. */
export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** With one more. What is then no further apart than `gapMs` becomes one; nothing new leaves them as they are. */
export function withSpan(spans: readonly TimeSpan[], span: TimeSpan, gapMs: number): readonly TimeSpan[] {
  const { first, end } = reached(spans, span, gapMs);
  const [only] = spans.slice(first, end);
  if (only === undefined) return spans.toSpliced(first, 0, span);
  const startMs = Math.min(span.startMs, only.startMs);
  const endMs = Math.max(span.endMs, spans[end - 1]?.endMs ?? span.endMs);
  if (end === first + 1 && startMs === only.startMs && endMs === only.endMs) return spans;
  return spans.toSpliced(first, end - first, { startMs, endMs });
}

/** Those of both. */
export function joinedSpans(
  spans: readonly TimeSpan[],
  others: readonly TimeSpan[],
  gapMs: number,
): readonly TimeSpan[] {
  return others.reduce((joined, span) => withSpan(joined, span, gapMs), spans);
}

/** Whether any of them is no further away than `gapMs`. */
export function isReached(spans: readonly TimeSpan[], span: TimeSpan, gapMs: number): boolean {
  const { first, end } = reached(spans, span, gapMs);
  return end > first;
}

/** Which of them, `end` not included. The newest are looked at first: that is where things happen. */
function reached(
  spans: readonly TimeSpan[],
  { startMs, endMs }: TimeSpan,
  gapMs: number,
): { first: number; end: number } {
  let end = spans.length;
  while (end > 0 && (spans[end - 1]?.startMs ?? 0) - gapMs > endMs) end -= 1;
  let first = end;
  while (first > 0 && (spans[first - 1]?.endMs ?? 0) + gapMs >= startMs) first -= 1;
  return { first, end };
}
