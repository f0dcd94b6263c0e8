/** A platform whose alerts are decided about, in virtual time. */
import type { Incident, IncidentAction, IncidentCommand, NewEvent, NewMessage, TakenAlert } from '@nines/kernel';
import type { ReportedAlert } from '../alerts/reported-alert.ts';
import type { IncidentPolicy } from '../policy/incident-policy.ts';
import { decide } from './decide.ts';
import type { CommandOutcome, IncidentInput } from './model.ts';
import { stateOf, toLoad, toLoadFor } from './recall.ts';
import { emptyState } from './state.ts';
import type { IncidentState } from './state.ts';
import { unfamiliar } from './take-alerts.ts';

export const T0 = Date.parse('2026-11-10T09:00:00.000Z');

/** Wall-clock time of a moment, ms after the beginning. */
export function wall(ms: number): string {
  return new Date(T0 + ms).toISOString();
}

/** Real incidents of any severity to `slack` and `pagerduty`; those of drills to another place. */
export const ROUTES: IncidentPolicy['routes'] = [
  { severities: [1, 2, 3], drills: false, to: ['slack', 'pagerduty'] },
  { severities: [4], drills: false, to: ['email'] },
  { severities: [1, 2, 3, 4], drills: true, to: ['slack:#drills'] },
];

/** `web` and `mail` need `api`, which needs `db`; `shop` needs `db` as well; `other` needs nothing. */
export const PLACES: IncidentPolicy['places'] = new Map([
  ['db', { tier: 1, owner: 'team-data', needs: [] }],
  ['api', { tier: 1, owner: 'team-api', needs: ['db', 'mesh'] }],
  ['web', { tier: 1, owner: 'team-web', needs: ['api', 'db', 'mesh'] }],
  ['mail', { tier: 3, owner: 'team-web', needs: ['api', 'db', 'mesh'] }],
  ['shop', { tier: 2, owner: null, needs: ['db', 'mesh'] }],
  ['other', { tier: 2, owner: 'team-other', needs: [] }],
]);

export function aPolicy(changes: Partial<IncidentPolicy> = {}): IncidentPolicy {
  return {
    platform: 'test',
    places: PLACES,
    reopenWithinMs: 600_000,
    routes: ROUTES,
    channels: new Set(['slack', 'pagerduty', 'email', 'slack:#drills', 'telegram']),
    exhausted: new Set(),
    editing: new Set(['slack']),
    ...changes,
  };
}

/** `ServiceDown db`, and more labels as `name=value`. */
function labelsOf(text: string): Readonly<Record<string, string>> {
  const [alertname = '', service = '', ...more] = text.split(' ');
  const others = more.map((each) => each.split('=') as [string, string]);
  return { alertname, service, severity: 'critical', ...Object.fromEntries(others) };
}

export function firing(text: string, startMs: number): ReportedAlert {
  const annotations = { summary: `${text} since ${startMs}` };
  return {
    fingerprint: text,
    status: 'firing',
    startsAt: wall(startMs),
    endsAt: null,
    labels: labelsOf(text),
    annotations,
  };
}

export function resolved(text: string, startMs: number, endMs: number): ReportedAlert {
  return { ...firing(text, startMs), status: 'resolved', endsAt: wall(endMs) };
}

/** Decides, and keeps everything as a store would. */
export class Desk {
  readonly alerts: Map<string, TakenAlert>;
  readonly incidents: Map<number, Incident>;
  readonly messages: NewMessage[] = [];
  readonly events: NewEvent[] = [];
  policy: IncidentPolicy;
  state: IncidentState = emptyState();
  #keys = 0;

  /** @param shares - whose store it decides on as well */
  constructor(policy: IncidentPolicy = aPolicy(), shares?: Desk) {
    this.policy = policy;
    this.alerts = shares?.alerts ?? new Map<string, TakenAlert>();
    this.incidents = shares?.incidents ?? new Map<number, Incident>();
  }

  /** @returns outcomes of commands */
  decide(ms: number, ...inputs: readonly IncidentInput[]): readonly CommandOutcome[] {
    const { state, changes, outcomes } = decide(this.state, inputs, this.policy, T0 + ms);
    this.state = state;
    for (const alert of changes.alerts) this.alerts.set(`${alert.fingerprint}:${alert.startsAt}`, alert);
    for (const incident of changes.incidents) this.incidents.set(incident.number, incident);
    // A message is told once under its key.
    const known = new Set(this.messages.map(({ notification }) => notification.key));
    const isKept = ({ notification: { key } }: NewMessage): boolean => !(known.has(key) && key.includes('/updated/'));
    this.messages.push(...changes.messages.filter(isKept));
    this.events.push(...changes.events);
    return outcomes;
  }

  take(ms: number, ...alerts: readonly ReportedAlert[]): this {
    const since = toLoadFor(this.state, alerts, this.policy, T0 + ms);
    if (since !== undefined) this.restart(ms, since);
    const recorded = unfamiliar(this.state, alerts).flatMap((asked) => this.#recorded(asked));
    this.decide(ms, { kind: 'alerts', alerts, recorded });
    return this;
  }

  command(ms: number, incident: number, action: IncidentAction, by = 'ana'): CommandOutcome {
    const command: IncidentCommand = { incident, action, by, key: `key-${(this.#keys += 1)}`, at: wall(ms) };
    const [outcome] = this.decide(ms, ...this.#recalled(incident), { kind: 'command', command });
    if (outcome === undefined) throw new Error('a command has an outcome');
    return outcome;
  }

  /** Lets time pass, deciding whenever a decision is asked for. */
  passTo(ms: number): this {
    while (this.state.wakeAtMs !== null && this.state.wakeAtMs <= T0 + ms) {
      this.decide(this.state.wakeAtMs - T0, { kind: 'time' });
    }
    return this;
  }

  /** As after a start: all that is known is what was kept. */
  restart(ms: number, resolvedSince = toLoad(this.policy, T0 + ms)): this {
    const incidents = [...this.incidents.values()].filter(
      ({ status, firingCount, resolvedAt }) =>
        status !== 'resolved' || firingCount > 0 || (resolvedAt ?? '') > resolvedSince,
    );
    const numbers = new Set<number | null>(incidents.map(({ number }) => number));
    const alerts = [...this.alerts.values()].filter(({ endsAt, incident }) => endsAt === null || numbers.has(incident));
    const lastNumber = Math.max(0, ...this.incidents.keys());
    this.state = stateOf({ revision: 1, lastNumber, incidents, alerts }, this.policy, T0 + ms, resolvedSince);
    return this;
  }

  incident(number: number): Incident {
    const incident = this.incidents.get(number);
    if (incident === undefined) throw new Error(`no incident ${number}`);
    return incident;
  }

  /** `#1 triggered slack`, in order. */
  get told(): readonly string[] {
    return this.messages.map(({ channel, notification }) =>
      notification.kind === 'incident' ? `#${notification.incident.number} ${notification.reason} ${channel}` : '',
    );
  }

  get eventTypes(): readonly string[] {
    return this.events.map(({ type }) => type);
  }

  #recorded({ fingerprint, startsAt }: Pick<TakenAlert, 'fingerprint' | 'startsAt'>): readonly TakenAlert[] {
    const of = [...this.alerts.values()].filter((alert) => alert.fingerprint === fingerprint);
    const latest = of.toSorted((one, other) => (one.startsAt < other.startsAt ? -1 : 1)).at(-1);
    return of.filter((alert) => alert === latest || alert.startsAt === startsAt);
  }

  #recalled(number: number): readonly IncidentInput[] {
    const incident = this.incidents.get(number);
    if (incident === undefined || this.state.outages.get(number) !== undefined) return [];
    return [
      { kind: 'recalled', incident, alerts: [...this.alerts.values()].filter((alert) => alert.incident === number) },
    ];
  }
}
