/** A state that is being changed into the next one. The one it was made from stays as it is. */
import type { Incident, NewEvent, NewMessage } from '@nines/kernel';
import { episodeKey } from '../grouping/episode.ts';
import type { Episode } from '../grouping/episode.ts';
import type { LayeredMap } from '../grouping/layered-map.ts';
import { addEpisode, copyOutage, needsOf } from '../grouping/outage.ts';
import type { Outage, Pending } from '../grouping/outage.ts';
import type { IncidentPolicy } from '../policy/incident-policy.ts';
import type { IncidentState } from './state.ts';

/** An incident that became a part of another one. */
export interface Absorbed {
  /** As it was. */
  readonly incident: Incident;
  readonly into: number;
  /** Null: rules did. */
  readonly by: string | null;
}

export class Draft {
  readonly policy: IncidentPolicy;
  readonly nowMs: number;
  /** ISO 8601 UTC. */
  readonly now: string;
  readonly outages: IncidentState['outages'];
  readonly episodes: IncidentState['episodes'];
  readonly at: IncidentState['at'];
  readonly below: IncidentState['below'];
  readonly timers: IncidentState['timers'];
  lastNumber: number;
  forgetAtMs: number;
  knownSinceMs: number;
  readonly loose: string[] = [];
  /** Keys of alerts that began, and that ended. */
  readonly fired = new Set<string>();
  readonly ended = new Set<string>();
  /** Alerts to be kept, by their keys. */
  readonly changed = new Map<string, Episode>();
  absorbed: Absorbed[] = [];
  /** What became a part of another one earlier. */
  readonly merged = new Map<number, number>();
  /** What was taken apart, by the numbers of the new ones. */
  readonly splitOff = new Map<number, { readonly from: number; readonly by: string | null }>();
  /** Incidents to be kept, by number; what explains them; what is to be told. */
  readonly incidents = new Map<number, Incident>();
  readonly events: NewEvent[] = [];
  readonly messages: NewMessage[] = [];
  /** Numbers of outages that may look different. */
  readonly dirty = new Set<number>();
  readonly #copied = new Set<number>();

  constructor(state: IncidentState, policy: IncidentPolicy, nowMs: number) {
    this.policy = policy;
    this.nowMs = nowMs;
    this.now = new Date(nowMs).toISOString();
    this.lastNumber = state.lastNumber;
    this.forgetAtMs = state.forgetAtMs;
    this.knownSinceMs = state.knownSinceMs;
    this.outages = state.outages.copy();
    this.episodes = state.episodes.copy();
    this.at = state.at.copy();
    this.below = state.below.copy();
    this.timers = state.timers.copy();
    for (const fingerprint of state.loose) this.forget(fingerprint, null);
  }

  /** One that may be changed; undefined where it is not remembered. */
  outage(number: number): Outage | undefined {
    const outage = this.outages.get(number);
    if (outage === undefined || this.#copied.has(number)) return outage;
    const copy = copyOutage(outage);
    this.put(copy);
    return copy;
  }

  put(outage: Outage): void {
    this.outages.set(outage.incident.number, outage);
    this.#copied.add(outage.incident.number);
  }

  /** What another incident has become a part of; undefined where it has not, as far as is known. */
  mergedInto(number: number): number | undefined {
    return this.absorbed.find(({ incident }) => incident.number === number)?.into ?? this.merged.get(number);
  }

  /** To be kept as it is now. */
  record(incident: Incident): void {
    this.incidents.set(incident.number, incident);
  }

  /** Makes an alert a part of an outage, whatever it was before. */
  join(outage: Outage, { alert, ...episode }: Episode): void {
    const { number } = outage.incident;
    const isKnown = this.#known(alert.fingerprint).some((other) => other.alert.incident === number);
    const joined = { ...episode, alert: alert.incident === number ? alert : { ...alert, incident: number } };
    addEpisode(outage, joined, isKnown, this.policy);
    this.remember(joined);
    list(this.at, joined.place, number);
    for (const key of needsOf(joined, this.policy)) list(this.below, key, number);
    this.dirty.add(number);
  }

  /** In place of what was remembered of it, and to be kept. */
  remember(episode: Episode): void {
    if (this.know(episode)) this.changed.set(episodeKey(episode.alert), episode);
  }

  /** In place of what was remembered of it. @returns whether that is news */
  know(episode: Episode): boolean {
    const { fingerprint, startsAt } = episode.alert;
    const known = this.#known(fingerprint);
    const index = known.findIndex(({ alert }) => alert.startsAt === startsAt);
    if (known[index]?.alert === episode.alert) return false;
    this.episodes.set(fingerprint, index === -1 ? [...known, episode] : known.with(index, episode));
    return true;
  }

  episodesOf({ incident: { number }, fingerprints }: Outage): readonly Episode[] {
    return fingerprints.flatMap((each) => this.#known(each).filter(({ alert }) => alert.incident === number));
  }

  /** Lets it be found by its places. */
  list({ incident: { number }, at, below }: Outage): void {
    for (const key of at.keys()) list(this.at, key, number);
    for (const key of below.keys()) list(this.below, key, number);
  }

  unlist({ incident: { number }, at, below }: Outage): void {
    for (const key of at.keys()) unlist(this.at, key, number);
    for (const key of below.keys()) unlist(this.below, key, number);
  }

  /** Its alerts stay. */
  drop(outage: Outage): void {
    const { number } = outage.incident;
    this.unlist(outage);
    this.outages.delete(number);
    this.timers.delete(number);
    this.dirty.delete(number);
  }

  forget(fingerprint: string, incident: number | null): void {
    const left = this.#known(fingerprint).filter(
      ({ alert, endMs }) => alert.incident !== incident || endMs === Infinity,
    );
    if (left.length === 0) this.episodes.delete(fingerprint);
    else this.episodes.set(fingerprint, left);
  }

  #known(fingerprint: string): readonly Episode[] {
    return this.episodes.get(fingerprint) ?? [];
  }
}

/** Changes what is still to be done about an outage. */
export function pend(outage: Outage, changes: Partial<Pending>): void {
  outage.pending = { ...outage.pending, ...changes };
}

function list(index: LayeredMap<string, readonly number[]>, key: string, number: number): void {
  const listed = index.get(key) ?? [];
  if (!listed.includes(number)) index.set(key, [...listed, number]);
}

function unlist(index: LayeredMap<string, readonly number[]>, key: string, number: number): void {
  const left = (index.get(key) ?? []).filter((each) => each !== number);
  if (left.length === 0) index.delete(key);
  else index.set(key, left);
}
