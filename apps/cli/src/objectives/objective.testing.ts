/** Objectives as the API tells them, and as files state them. */
import type { ObjectiveDetails } from '@nines/api';
import { ALL_ALERTS } from '@nines/slo';
import type { Count, Objective } from '@nines/slo';

const PERIOD = { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };

const STATE: NonNullable<ObjectiveDetails['state']> = {
  at: '2026-11-29T12:00:00.000Z',
  period: PERIOD,
  total: 964_800,
  bad: 480,
  coveredSeconds: 2_592_000,
  allowed: 964.8,
  allowedByEnd: 964.8,
  errorRatio: 480 / 964_800,
  attainment: 1 - 480 / 964_800,
  budgetSpentRatio: 480 / 964.8,
  budgetRemainingRatio: 1 - 480 / 964.8,
  wholePeriodSpentRatio: 480 / 964.8,
  gapSeconds: 180,
  maintenanceSeconds: 0,
  burns: [
    { window: '5m', windowSeconds: 300, errorRatio: 0.02, burnRate: 20, exhaustedAt: '2026-11-29T14:30:00.000Z' },
    { window: '1h', windowSeconds: 3_600, errorRatio: 0.0144, burnRate: 14.4, exhaustedAt: null },
  ],
  exhaustedAt: '2026-11-29T14:30:00.000Z',
};

export const DETAILS: ObjectiveDetails = {
  service: 'portal',
  name: 'errors',
  description: 'Visitors get answers',
  target: '99.9',
  period: { kind: 'rolling', lengthSeconds: 2_592_000 },
  measuredBy: 'events',
  status: 'at-risk',
  since: '2026-11-29T11:00:00.000Z',
  frozen: ['releases'],
  state: STATE,
  tiers: [
    { name: '1h/5m', severity: 'critical', longSeconds: 3_600, shortSeconds: 300, factor: 14.4, isTold: true },
    { name: '6h/30m', severity: 'critical', longSeconds: 21_600, shortSeconds: 1_800, factor: 6, isTold: false },
  ],
  history: [
    {
      from: '2026-11-27T23:00:00.000Z',
      to: '2026-11-28T23:00:00.000Z',
      total: 100,
      bad: 0,
      coveredSeconds: 86_400,
      attainment: 1,
      budgetRemainingRatio: 0.75,
    },
    {
      from: '2026-11-28T23:00:00.000Z',
      to: '2026-11-29T12:00:00.000Z',
      total: 0,
      bad: 0,
      coveredSeconds: 0,
      attainment: null,
      budgetRemainingRatio: null,
    },
  ],
};

/** An objective as it is read: 99.9 % of the events of 30 days. */
export function readObjective(service: string, name: string): Objective {
  const counters = (promql: string): Count => ({ form: 'counters', promql });
  return {
    service,
    name,
    target: '99.9',
    period: { kind: 'rolling', lengthMs: 30 * 86_400_000 },
    indicator: { kind: 'events', total: counters('x_total'), part: 'bad', count: counters('x_errors_total') },
    budgeting: { method: 'occurrences' },
    alerting: ALL_ALERTS,
    labels: {},
    annotations: {},
    place: { file: 'x.yaml', line: 1, column: 1 },
  };
}
