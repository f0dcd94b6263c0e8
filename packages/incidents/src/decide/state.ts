/** What is remembered from one decision to the next: whatever is open, and what may come back. */
import type { Incident, TakenAlert } from '@nines/kernel';
import type { Episode } from '../grouping/episode.ts';
import { LayeredMap } from '../grouping/layered-map.ts';
import type { Outage } from '../grouping/outage.ts';
import type { IncidentPolicy } from '../policy/incident-policy.ts';

/** Never changed; made by `stateOf` and `decide`. */
export interface IncidentState {
  readonly lastNumber: number;
  /** When to decide again though nothing happened, wall-clock ms; null: need not be. */
  readonly wakeAtMs: number | null;
  readonly outages: LayeredMap<number, Outage>;
  /** All episodes that are remembered, by fingerprint. */
  readonly episodes: LayeredMap<string, readonly Episode[]>;
  /** Numbers of outages, by the places of their alerts. */
  readonly at: LayeredMap<string, readonly number[]>;
  /** Numbers of outages, by what is needed at the places of their alerts. */
  readonly below: LayeredMap<string, readonly number[]>;
  /** Fingerprints of alerts of no incident that ended: forgotten with the next decision. */
  readonly loose: readonly string[];
  /** When to look at an outage again, ms, by its number. */
  readonly timers: LayeredMap<number, number>;
  /** When to look for what may be forgotten, ms. */
  readonly forgetAtMs: number;
  /** All that was resolved after it is remembered, wall-clock ms. */
  readonly knownSinceMs: number;
  /** What severities were judged by; undefined: by nothing yet. */
  readonly exhausted: IncidentPolicy['exhausted'] | undefined;
  /** Where open incidents were told; undefined: that is not known, as after a start. */
  readonly routes: IncidentPolicy['routes'] | undefined;
}

/** Of a platform that nothing ever happened on. */
export function emptyState(): IncidentState {
  return {
    lastNumber: 0,
    wakeAtMs: null,
    outages: new LayeredMap(),
    episodes: new LayeredMap(),
    at: new LayeredMap(),
    below: new LayeredMap(),
    loose: [],
    timers: new LayeredMap(),
    forgetAtMs: -Infinity,
    knownSinceMs: -Infinity,
    exhausted: undefined,
    routes: undefined,
  };
}

/** Undefined where it is not remembered: it is over for long, or never was. */
export function incidentIn({ outages }: IncidentState, number: number): Incident | undefined {
  return outages.get(number)?.incident;
}

/** Incidents that are remembered, in no order. */
export function incidentsIn({ outages }: IncidentState): readonly Incident[] {
  return [...outages.values()].map(({ incident }) => incident);
}

/** Alerts that fire, in no order. */
export function firingAlerts({ episodes }: IncidentState): readonly TakenAlert[] {
  return [...episodes.values()].flatMap((each) =>
    each.filter(({ endMs }) => endMs === Infinity).map(({ alert }) => alert),
  );
}
