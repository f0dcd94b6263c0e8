/** Described traffic: what a service goes through, one stretch of even conditions after the other. */
import type { Count, Objective } from '../objective/objective.ts';

/** Every default is filled in. */
export interface Segment {
  readonly lengthMs: number;
  /** So many requests come in every `perMs`, spread evenly: counts may be fractions. */
  readonly requests: number;
  readonly perMs: number;
  /** Share of requests that fail, 0-1. */
  readonly errorRatio: number;
  /** Share of requests that take longer than is promised, 0-1. */
  readonly slowRatio: number;
  /** Share of the time in which probes fail, 0-1. */
  readonly downRatio: number;
  /** Whether anything is measured. Where not, nothing is counted either. */
  readonly isMeasured: boolean;
  /** Whether it is what alerts are for. */
  readonly isOutage: boolean;
}

/** What an objective counts in the first `ms` of a segment: events, or seconds. */
export function countedIn(objective: Objective, segment: Segment, ms: number): number {
  if (!segment.isMeasured) return 0;
  // Multiplied first, so that 1,000 a minute are 1,000 in a minute.
  return objective.indicator.kind === 'events' ? (segment.requests * ms) / segment.perMs : ms / 1_000;
}

/** Share of what an objective counts that is bad, 0-1. */
export function badRatioIn({ indicator }: Objective, segment: Segment): number {
  switch (indicator.kind) {
    case 'condition':
      return segment.downRatio;
    case 'share':
      return segment.errorRatio;
    case 'events':
      return isBucket(indicator.count) ? segment.slowRatio : segment.errorRatio;
  }
}

/** Counts up to a border of a histogram are how requests that are fast enough are told from the others. */
function isBucket({ promql }: Count): boolean {
  return /_bucket\b/.test(promql) && /\ble\s*=/.test(promql);
}
