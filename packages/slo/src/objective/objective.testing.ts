/** Objectives in a few words. */
import { ALL_ALERTS } from './objective.ts';
import type { Indicator, Objective } from './objective.ts';

const DAY_MS = 86_400_000;

const REQUESTS: Indicator = {
  kind: 'events',
  total: { form: 'counters', promql: 'requests_total' },
  part: 'bad',
  count: { form: 'counters', promql: 'requests_total{status_class="5xx"}' },
};

const PROBE: Indicator = { kind: 'condition', metric: 'probe_success', operator: 'eq', value: 1 };

/** 99.9 % of the requests of 30 days, unless told otherwise. */
export function eventsObjective(changes: Partial<Objective> = {}): Objective {
  return {
    service: 'portal',
    name: 'errors',
    target: '99.9',
    period: { kind: 'rolling', lengthMs: 30 * DAY_MS },
    indicator: REQUESTS,
    budgeting: { method: 'occurrences' },
    alerting: ALL_ALERTS,
    labels: {},
    annotations: {},
    place: { file: 'nines.yaml', line: 1, column: 1 },
    ...changes,
  };
}

/** 99.9 % of the time of 30 days, unless told otherwise. */
export function uptimeObjective(changes: Partial<Objective> = {}): Objective {
  return eventsObjective({ name: 'uptime', indicator: PROBE, ...changes });
}
