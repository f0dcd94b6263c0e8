/** How long something was wrong. */
import type { Disturbance, Incident } from '@nines/kernel';

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
  /** How much of it nothing was wrong, evenly, ms. @defaultValue 0 */
  readonly quietMs?: number;
}

type Disturbed = Pick<Incident, 'disturbances' | 'mitigatedAt' | 'resolvedAt' | 'severity' | 'startedAt'>;

/**
 * When it was bad enough to page. Where no alert says so but a person does, who took a ticket for more: since it began,
 * until it was mitigated or else over.
 */
export function disturbancesOf(incident: Disturbed): readonly Disturbance[] {
  const { disturbances, mitigatedAt, resolvedAt, severity, startedAt } = incident;
  if (disturbances.length > 0 || severity === 4) return disturbances;
  return [{ from: startedAt, to: mitigatedAt ?? resolvedAt }];
}

/** Of an incident, merged and in order; one that goes on lasts until `nowMs`. */
export function disturbedSpans(incident: Disturbed, nowMs: number): readonly Span[] {
  return mergedSpans(disturbancesOf(incident), nowMs);
}

export function mergedSpans(disturbances: readonly Disturbance[], nowMs: number): readonly Span[] {
  const spans = disturbances
    .map(({ from, to, quietSeconds = 0 }) => ({
      startMs: Date.parse(from),
      endMs: to === null ? nowMs : Date.parse(to),
      quietMs: Math.round(quietSeconds * 1_000),
    }))
    .filter(({ startMs, endMs }) => endMs > startMs)
    .sort((one, other) => one.startMs - other.startMs);
  const merged: Required<Span>[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last === undefined || span.startMs > last.endMs) merged.push(span);
    else {
      const [endMs, quietMs] = [Math.max(last.endMs, span.endMs), last.quietMs + span.quietMs];
      merged[merged.length - 1] = { startMs: last.startMs, endMs, quietMs };
    }
  }
  return merged;
}

/** What of `spans` lies in `[fromMs, toMs)`, ms. */
export function lengthWithin(spans: readonly Span[], fromMs: number, toMs: number): number {
  return spans.reduce((sum, { startMs, endMs, quietMs = 0 }) => {
    const withinMs = Math.min(endMs, toMs) - Math.max(startMs, fromMs);
    return withinMs <= 0 ? sum : sum + Math.max(withinMs - (quietMs * withinMs) / (endMs - startMs), 0);
  }, 0);
}

/** What of `spans`, which do not overlap, lies in any of `others`, which do not overlap either, ms. */
export function commonLength(spans: readonly Span[], others: readonly Span[]): number {
  return others.reduce((sum, { startMs, endMs }) => sum + lengthWithin(spans, startMs, endMs), 0);
}

/** All of it, however long ago, ms. */
export function downtimeMs(incident: Disturbed, nowMs: number): number {
  return lengthWithin(disturbedSpans(incident, nowMs), -Infinity, Infinity);
}
