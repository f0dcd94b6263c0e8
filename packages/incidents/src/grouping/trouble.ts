/** When something was wrong at one place, or with anything that needs it. Never changed: replaced. */
import type { Episode } from './episode.ts';
import { isReached, joinedSpans, withSpan } from './spans.ts';
import type { TimeSpan } from './spans.ts';

export interface Trouble {
  /** What is over; apart from each other by more than an incident stays open. */
  readonly past: readonly TimeSpan[];
  /** How many alerts fire. */
  readonly firing: number;
  /**
   * Since when at the latest there was trouble without a break, as far as grouping is concerned, where any fires; `Infinity`
   * otherwise.
   */
  readonly sinceMs: number;
  /** When alerts began; apart from each other by more than what begins together. */
  readonly begins: readonly TimeSpan[];
}

/** How far apart things may be and still belong together, ms. */
export interface Gaps {
  /** From an end to a beginning. */
  readonly reopenMs: number;
  /** Between two beginnings. */
  readonly togetherMs: number;
}

const NOTHING: Trouble = { past: [], firing: 0, sinceMs: Infinity, begins: [] };

export function withEpisode(trouble: Trouble = NOTHING, episode: Episode, gaps: Gaps): Trouble {
  const { startMs, endMs } = episode;
  const begins = withSpan(trouble.begins, { startMs, endMs: startMs }, gaps.togetherMs);
  if (endMs < Infinity) return { ...trouble, past: withSpan(trouble.past, episode, gaps.reopenMs), begins };
  return { ...trouble, firing: trouble.firing + 1, sinceMs: Math.min(trouble.sinceMs, startMs), begins };
}

/** One that fired is over. Only where nothing began later than an incident stays open after it: see `withEpisode`. */
export function withEnd(trouble: Trouble = NOTHING, episode: Episode, gaps: Gaps): Trouble {
  const firing = Math.max(0, trouble.firing - 1);
  const past = withSpan(trouble.past, episode, gaps.reopenMs);
  return { ...trouble, past, firing, sinceMs: firing === 0 ? Infinity : trouble.sinceMs };
}

/** A person said that it was over by then, whatever fires. */
export function cutAt(trouble: Trouble, atMs: number, gaps: Gaps): Trouble {
  const { past, firing, sinceMs } = trouble;
  const cut = past.map(({ startMs, endMs }) => ({ startMs, endMs: Math.max(startMs, Math.min(endMs, atMs)) }));
  if (firing === 0) return { ...trouble, past: cut };
  const last = { startMs: sinceMs, endMs: Math.max(sinceMs, atMs) };
  return { ...trouble, past: withSpan(cut, last, gaps.reopenMs), firing: 0, sinceMs: Infinity };
}

export function joinedTrouble(one: Trouble, other: Trouble, gaps: Gaps): Trouble {
  return {
    past: joinedSpans(one.past, other.past, gaps.reopenMs),
    firing: one.firing + other.firing,
    sinceMs: Math.min(one.sinceMs, other.sinceMs),
    begins: joinedSpans(one.begins, other.begins, gaps.togetherMs),
  };
}

/** Whether it and `span` are at the same time, the earlier one lasting as long as an incident stays open after it. */
export function isConcurrent({ past, firing, sinceMs }: Trouble, span: TimeSpan, { reopenMs }: Gaps): boolean {
  return (firing > 0 && sinceMs <= span.endMs + reopenMs) || isReached(past, span, reopenMs);
}

export function beganTogether({ begins }: Trouble, startMs: number, { togetherMs }: Gaps): boolean {
  return isReached(begins, { startMs, endMs: startMs }, togetherMs);
}
