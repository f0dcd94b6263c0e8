/**
 * Finds alerts that do not fire here, though Alertmanager holds them and nothing keeps it from telling of them.
 *
 * Either they ended while they were silenced, inhibited or muted, and fire again: Alertmanager, which told of no end, takes
 * them for what it has told before, and is silent until it repeats itself. Or they are alerts of others that were let go of,
 * because nobody posted them in time, and then posted again as if they had never ended: what Alertmanager tells of them looks
 * like a message that is late. What looks so gets a new beginning.
 */
import type { TakenAlert } from '@nines/kernel';
import { episodeKey } from '../grouping/episode.ts';
import type { Doubts, Reconciling } from './reconcile.ts';
import type { ReportedAlert } from './reported-alert.ts';
import type { Verdict } from './verdicts.ts';

/** An end that is told a little later than it was is no reason to doubt it; nor is a message that waits for its group, ms. */
const SETTLED_HELD_MS = 60_000;
/**
 * Pages wait half a second at most for what inhibits them and for what else is in their message, ms.
 *
 * @see packages/render, `alertmanager/timing.ts`
 */
const SETTLED_PAGE_MS = 10_000;

export interface RaisedAgain {
  readonly doubts: Doubts;
  /** That they fire. */
  readonly again: readonly ReportedAlert[];
}

interface Doubted {
  readonly alert: ReportedAlert;
  readonly key: string;
  readonly settleMs: number;
  /** When what it looks like to be a late message of ended; undefined where it began after that. */
  readonly endedAt: string | undefined;
}

/**
 * @param doubts - since when Alertmanager has held what does not fire, by its key, monotonic ms
 * @param held - what Alertmanager may tell of and holds for active, and what does not fire here
 * @param recorded - each of them, and the latest of each of their fingerprints, as far as they were ever taken in
 */
export function raisedAgain(
  doubts: Doubts,
  held: readonly ReportedAlert[],
  recorded: readonly TakenAlert[],
  { verdictOf, nowMs, monotonicMs }: Pick<Reconciling, 'verdictOf' | 'nowMs' | 'monotonicMs'>,
): RaisedAgain {
  const latest = latestOf(recorded);
  const known = new Set(recorded.map(episodeKey));
  const now = new Date(nowMs).toISOString();
  const doubted = held.flatMap((alert) => {
    const last = latest.get(alert.fingerprint);
    if (last !== undefined && (last.endsAt === null || last.endsAt > now)) return [];
    const found = doubtedIn(alert, verdictOf(alert), last, known.has(episodeKey(alert)));
    return found === undefined ? [] : [{ ...found, sinceMs: doubts.get(found.key) ?? monotonicMs }];
  });
  const settled = doubted.filter(({ settleMs, sinceMs }) => monotonicMs >= sinceMs + settleMs);
  return {
    doubts: new Map(doubted.map(({ key, sinceMs }) => [key, sinceMs])),
    again: settled.map(({ alert, endedAt, sinceMs }) => {
      const noticed = new Date(nowMs - (monotonicMs - sinceMs)).toISOString();
      return endedAt === undefined ? alert : { ...alert, startsAt: noticed < endedAt ? endedAt : noticed };
    }),
  };
}

/** What is over and claimed all the same is left to whoever claims it; others cannot be asked. */
function doubtedIn(
  alert: ReportedAlert,
  verdict: Verdict,
  last: TakenAlert | undefined,
  isKnown: boolean,
): Doubted | undefined {
  const isClaimed = verdict === 'active';
  if (isClaimed ? isKnown : verdict !== 'unheard' || last === undefined) return undefined;
  const isPage = alert.labels['severity'] === 'critical';
  const settleMs = isPage ? SETTLED_PAGE_MS : SETTLED_HELD_MS;
  const endedAt = last?.endsAt ?? '';
  if (last === undefined || (alert.startsAt >= endedAt && alert.startsAt !== last.startsAt)) {
    return { alert, key: episodeKey(alert), settleMs, endedAt: undefined };
  }
  return { alert, key: episodeKey(last), settleMs: isClaimed ? settleMs : SETTLED_HELD_MS, endedAt };
}

function latestOf(recorded: readonly TakenAlert[]): ReadonlyMap<string, TakenAlert> {
  const inOrder = recorded.toSorted((one, other) => (one.startsAt < other.startsAt ? -1 : 1));
  return new Map(inOrder.map((alert) => [alert.fingerprint, alert]));
}
