/**
 * Finds alerts that are over though nobody told so: Alertmanager was restarted, or they were silenced meanwhile. Whoever
 * raised them is asked again and again.
 */
import type { TakenAlert } from '@nines/kernel';
import { episodeKey } from '../grouping/episode.ts';
import { isApart } from '../silences/held-back.ts';
import { alertKey } from './alert-key.ts';
import { ended } from './believed.ts';
import type { ReportedAlert } from './reported-alert.ts';
import type { AskedAlert, Verdict } from './verdicts.ts';

/** Since when nobody claims an alert any more that is taken to fire, by its key, monotonic ms. */
export type Doubts = ReadonlyMap<string, number>;

export const NO_DOUBTS: Doubts = new Map();

/** What Alertmanager holds for active, silenced or not. */
export interface Held {
  /** Keys of the labels. */
  readonly keys: ReadonlySet<string>;
  /** Since it was started, ms. */
  readonly upMs: number;
}

export interface Reconciling {
  readonly verdictOf: (alert: AskedAlert) => Verdict;
  /** Undefined where Alertmanager does not answer. */
  readonly held: Held | undefined;
  /** By the wall clock. */
  readonly nowMs: number;
  readonly monotonicMs: number;
}

/** Detectors know at once; Alertmanager has the first word for this long, ms. */
const SETTLED_DETECTOR_MS = 10_000;
/** A Prometheus that was just started has not evaluated its rules yet, ms. */
const SETTLED_RULE_MS = 60_000;
/**
 * Whoever posts to Alertmanager by themselves has to do so again within its `resolve_timeout` of 5 min: if after a restart
 * they have not for longer, it is over. With a minute to spare, ms.
 *
 * @see Alertmanager documentation, "Configuration", `resolve_timeout`
 */
const HELD_AGAIN_MS = 360_000;

/** @param firing - alerts that are taken to fire */
export function reconcile(
  doubts: Doubts,
  firing: readonly TakenAlert[],
  { verdictOf, held, nowMs, monotonicMs }: Reconciling,
): { readonly doubts: Doubts; readonly over: readonly ReportedAlert[] } {
  const isOver = (alert: TakenAlert): boolean => {
    const verdict = verdictOf(alert);
    return verdict === 'over' || (verdict === 'unheard' && isLetGo(alert, held));
  };
  const doubted = firing.filter(isOver).map((alert) => {
    const key = episodeKey(alert);
    return { alert, key, sinceMs: doubts.get(key) ?? monotonicMs };
  });
  const settled = doubted.filter(({ alert, sinceMs }) => monotonicMs >= sinceMs + settleMs(alert));
  return {
    doubts: new Map(doubted.map(({ key, sinceMs }) => [key, sinceMs])),
    over: settled.map(({ alert, sinceMs }) => ended(alert, new Date(nowMs - (monotonicMs - sinceMs)).toISOString())),
  };
}

function settleMs({ labels }: TakenAlert): number {
  return labels['origin'] === 'detector' ? SETTLED_DETECTOR_MS : SETTLED_RULE_MS;
}

/** What did not come by way of Alertmanager it cannot let go. */
function isLetGo({ fingerprint, labels }: TakenAlert, held: Held | undefined): boolean {
  if (held === undefined || held.upMs < HELD_AGAIN_MS || isApart(fingerprint)) return false;
  return !held.keys.has(alertKey(labels));
}
