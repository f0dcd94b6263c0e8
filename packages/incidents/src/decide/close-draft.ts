/** Makes a state of a draft, without what need not be remembered any more. */
import type { Outage } from '../grouping/outage.ts';
import type { Draft } from './draft.ts';
import type { IncidentState } from './state.ts';

/** How often it is looked for what may be forgotten, ms. */
const FORGET_MS = 10_000;

export function closeDraft(draft: Draft): IncidentState {
  const { outages, episodes, at, below, timers, loose, lastNumber, nowMs, policy } = draft;
  const isDue = !(nowMs < draft.forgetAtMs && draft.forgetAtMs <= nowMs + FORGET_MS);
  if (isDue) for (const outage of [...outages.values()]) if (isForgettable(outage, nowMs)) forget(draft, outage);
  return {
    lastNumber,
    wakeAtMs: [...timers.values()].reduce<number | null>((least, ms) => Math.min(least ?? ms, ms), null),
    outages,
    episodes,
    at,
    below,
    loose,
    timers,
    forgetAtMs: isDue ? nowMs + FORGET_MS : draft.forgetAtMs,
    knownSinceMs: draft.knownSinceMs,
    exhausted: policy.exhausted,
    routes: policy.routes,
  };
}

function isForgettable({ incident, firingCount, pending }: Outage, nowMs: number): boolean {
  return incident.status === 'resolved' && firingCount === 0 && pending.keptUntilMs <= nowMs;
}

function forget(draft: Draft, outage: Outage): void {
  const { number, resolvedAt } = outage.incident;
  for (const fingerprint of outage.fingerprints) draft.forget(fingerprint, number);
  draft.knownSinceMs = Math.max(draft.knownSinceMs, Date.parse(resolvedAt ?? draft.now));
  draft.drop(outage);
}
