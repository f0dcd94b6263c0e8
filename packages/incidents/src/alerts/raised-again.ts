/**
 * Finds alerts of others that are over here and that Alertmanager holds all the same: they were let go of, because nobody
 * posted them in time, and then posted again as if they had never ended. What Alertmanager tells of them looks like a
 * message that is late, so that what it holds counts, for long enough. They get a new beginning.
 */
import type { TakenAlert } from '@nines/kernel';
import { episodeKey } from '../grouping/episode.ts';
import type { Doubts, Reconciling } from './reconcile.ts';
import type { ReportedAlert } from './reported-alert.ts';

/** An end that is told a little later than it was is no reason to doubt it, ms. */
const SETTLED_HELD_MS = 60_000;

export interface RaisedAgain {
  readonly doubts: Doubts;
  /** That they fire, since it was noticed. */
  readonly again: readonly ReportedAlert[];
}

/**
 * @param doubts - since when Alertmanager has held what is over, by its key, monotonic ms
 * @param held - what Alertmanager tells of and holds for active
 * @param recorded - the latest of each of their fingerprints, as far as they were ever taken in
 */
export function raisedAgain(
  doubts: Doubts,
  held: readonly ReportedAlert[],
  recorded: readonly TakenAlert[],
  { verdictOf, nowMs, monotonicMs }: Pick<Reconciling, 'verdictOf' | 'nowMs' | 'monotonicMs'>,
): RaisedAgain {
  const latest = latestOf(recorded);
  const now = new Date(nowMs).toISOString();
  const doubted = held.flatMap((alert) => {
    const known = latest.get(alert.fingerprint);
    if (known === undefined || known.endsAt === null || known.endsAt > now) return [];
    // What began after that is another one, of which Alertmanager tells by itself.
    if (alert.startsAt >= known.endsAt && alert.startsAt !== known.startsAt) return [];
    if (verdictOf(alert) !== 'unheard') return [];
    const key = episodeKey(known);
    return [{ alert, key, endsAt: known.endsAt, sinceMs: doubts.get(key) ?? monotonicMs }];
  });
  const settled = doubted.filter(({ sinceMs }) => monotonicMs >= sinceMs + SETTLED_HELD_MS);
  return {
    doubts: new Map(doubted.map(({ key, sinceMs }) => [key, sinceMs])),
    again: settled.map(({ alert, endsAt, sinceMs }) => {
      const noticed = new Date(nowMs - (monotonicMs - sinceMs)).toISOString();
      return { ...alert, startsAt: noticed < endsAt ? endsAt : noticed, endsAt: null, status: 'firing' };
    }),
  };
}

function latestOf(recorded: readonly TakenAlert[]): ReadonlyMap<string, TakenAlert> {
  const inOrder = recorded.toSorted((one, other) => (one.startsAt < other.startsAt ? -1 : 1));
  return new Map(inOrder.map((alert) => [alert.fingerprint, alert]));
}
