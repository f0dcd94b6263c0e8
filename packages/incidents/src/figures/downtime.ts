/** How long something was wrong. */
import type { Incident } from '@nines/kernel';

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The disturbances of an incident, merged and in order; one that goes on lasts until `nowMs`. */
export function disturbedSpans({ disturbances }: Pick<Incident, 'disturbances'>, nowMs: number): readonly Span[] {
  const spans = disturbances
    .map(({ from, to }) => ({ startMs: Date.parse(from), endMs: to === null ? nowMs : Date.parse(to) }))
    .filter(({ startMs, endMs }) => endMs > startMs)
    .sort((one, other) => one.startMs - other.startMs);
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last === undefined || span.startMs > last.endMs) merged.push(span);
    else merged[merged.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, span.endMs) };
  }
  return merged;
}

/** What of `spans` lies in `[fromMs, toMs)`, ms. */
export function lengthWithin(spans: readonly Span[], fromMs: number, toMs: number): number {
  return spans.reduce(
    (sum, { startMs, endMs }) => sum + Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs)),
    0,
  );
}

/** All of it, however long ago, ms. */
export function downtimeMs(incident: Pick<Incident, 'disturbances'>, nowMs: number): number {
  return lengthWithin(disturbedSpans(incident, nowMs), -Infinity, Infinity);
}
