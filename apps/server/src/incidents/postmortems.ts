/** Gathers what a postmortem is drafted from. What cannot be had is absent, and the draft says so. */
import type { Catalog } from '@nines/catalog';
import { draftPostmortem } from '@nines/incidents';
import type { PostmortemDraft, StandingOfObjective } from '@nines/incidents';
import type { Clock, EventLog, Incident, IncidentStore } from '@nines/kernel';
import type { LookedObjective } from '../objectives/look.ts';
import type { Prometheus } from '../signals/prometheus.ts';
import { chartsOf } from './incident-charts.ts';
import { changesBefore, timelineOf } from './timeline.ts';

export interface PostmortemsOptions {
  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time; the next one too */
  readonly store: () => Pick<IncidentStore, 'alertsOf' | 'messagesOf' | 'platform'>;
  readonly eventLog: () => Pick<EventLog, 'lastSequence' | 'read'>;
  readonly prometheus: Pick<Prometheus, 'queryRange'>;
  /** Undefined where nobody knows. */
  readonly catalog: () => Pick<Catalog, 'edges' | 'services'> | undefined;
  readonly looked: () => readonly LookedObjective[] | undefined;
  /** Names of those who have an account. */
  readonly people: () => Promise<readonly string[]>;
  readonly clock: Pick<Clock, 'now'>;
  /** Ends what is asked for. */
  readonly signal: AbortSignal;
}

export class Postmortems {
  readonly #options: PostmortemsOptions;

  constructor(options: PostmortemsOptions) {
    this.#options = options;
  }

  /** @throws NinesError where the database is away */
  async draft(incident: Incident): Promise<PostmortemDraft> {
    const { catalog, clock, eventLog, looked, people, prometheus, signal, store } = this.#options;
    const nowMs = clock.now();
    const [alerts, messages, timeline, changes, charts, names] = await Promise.all([
      store().alertsOf(incident.number),
      store().messagesOf(incident.number),
      timelineOf(eventLog(), store().platform, incident, nowMs),
      changesBefore(eventLog(), incident),
      chartsOf(incident, prometheus, { nowMs, signal }).catch(() => null),
      people().catch(() => []),
    ]);
    return draftPostmortem({
      ...{ incident, alerts, messages, timeline, changes, charts, nowMs },
      catalog: catalog() ?? { services: [], edges: [] },
      objectives: standingsOf(incident, looked()),
      people: names,
    });
  }
}

function standingsOf(
  { services }: Incident,
  looked: readonly LookedObjective[] | undefined,
): readonly StandingOfObjective[] | null {
  if (looked === undefined) return null;
  return looked
    .filter(({ objective }) => services.includes(objective.service))
    .map(({ objective, state }) => ({
      service: objective.service,
      slo: objective.name,
      target: objective.target,
      remainingRatio: state === undefined || state.coveredMs === 0 ? null : state.budgetRemainingRatio,
    }));
}
