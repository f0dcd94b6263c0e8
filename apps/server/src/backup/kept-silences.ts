/** Silences that a backup has, and what has to be made so that they are there again. */
import type { Silence, SilenceRequest } from '@nines/api';

export type SilenceToMake = SilenceRequest & { readonly by: string; readonly startsAt: string };

/** Those that still last, or are yet to begin, in what is left of their time. */
export function stillToLast(kept: readonly Silence[], nowMs: number): readonly SilenceToMake[] {
  return kept.flatMap(({ by, comment, endsAt, matchers, startsAt }) => {
    const startMs = Math.max(nowMs, Date.parse(startsAt));
    const durationSeconds = (Date.parse(endsAt) - startMs) / 1_000;
    if (durationSeconds <= 0) return [];
    return [{ by, comment, matchers, durationSeconds, startsAt: new Date(startMs).toISOString() }];
  });
}

/** Whether one that is there says the same for all of that time. */
export function isCovered(wanted: SilenceToMake, present: readonly Silence[]): boolean {
  const startMs = Date.parse(wanted.startsAt);
  const endMs = startMs + wanted.durationSeconds * 1_000;
  return present.some(
    (silence) =>
      meaningOf(silence) === meaningOf(wanted) &&
      Date.parse(silence.startsAt) <= startMs &&
      Date.parse(silence.endsAt) >= Math.round(endMs),
  );
}

function meaningOf({ comment, matchers }: Pick<Silence, 'comment' | 'matchers'>): string {
  return JSON.stringify([
    comment,
    matchers.map(({ isEqual, isRegex, name, value }) => [name, value, isRegex, isEqual]),
  ]);
}
