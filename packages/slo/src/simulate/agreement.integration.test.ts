import { startPromtool } from '@nines/testkit/promtool';
import type { Promtool } from '@nines/testkit/promtool';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import type { Objective } from '../objective/objective.ts';
import { hours, minutes, silence } from './segment.testing.ts';
import type { Segment } from './segment.ts';
import { simulate } from './simulate.ts';
import { promtoolRuns } from './testing/promtool-runs.ts';

const DAY_MS = 86_400_000;

/** One for each of the runs of a simulation. */
let promtools: readonly [Promtool, Promtool];

beforeAll(async () => {
  promtools = [await startPromtool(), await startPromtool()];
}, 150_000);

afterAll(() => Promise.all(promtools.map((promtool) => promtool.remove())));

/** What promtool says against the simulation; nothing where both agree. */
async function disagreement(objective: Objective, segments: readonly Segment[]) {
  const simulation = simulate(objective, segments);
  const runs = promtoolRuns(objective, segments, simulation);
  const verdicts = await Promise.all([
    promtools[0].test(runs.fast.groups, [runs.fast.test], runs.fast.interval),
    promtools[1].test(runs.slow.groups, [runs.slow.test], runs.slow.interval),
  ]);
  const output = verdicts.map((verdict) => (verdict.ok ? '' : verdict.output)).join('');
  return { alerts: simulation.alerts, output };
}

/** Short periods have short windows, so that a few hours see all pairs come and go. */
const daily = eventsObjective({ target: '99', period: { kind: 'rolling', lengthMs: DAY_MS } });
const weekly = eventsObjective({ target: '99.5', period: { kind: 'rolling', lengthMs: 7 * DAY_MS } });

/** Promtool takes some seconds; where others work at the same time, many. */
describe('Prometheus, evaluating the rules, says what the simulation says', { timeout: 120_000 }, () => {
  it('of an outage of ten minutes', async () => {
    const segments = [hours(1, 1_200), minutes(10, 1_200, 1), hours(2, 1_200)];
    const { alerts, output } = await disagreement(eventsObjective(), segments);
    expect(alerts[0]).toMatchObject({ tier: '1h/5m', startsAtSeconds: 3_655, easesAtSeconds: 4_500 });
    expect(output).toBe('');
  });

  it('of few requests', async () => {
    const quiet = await disagreement(eventsObjective(), [minutes(10, 1), hours(1, 1, 1 / 60), minutes(10, 1)]);
    expect(quiet).toEqual({ alerts: [], output: '' });
    const failing = await disagreement(eventsObjective(), [minutes(10, 1), minutes(45, 1, 10 / 60), minutes(10, 1)]);
    expect(failing.alerts[0]).toMatchObject({ severity: 'critical' });
    expect(failing.output).toBe('');
  });

  it('of time without traffic, and of nothing that is measured', async () => {
    const segments = [minutes(30, 1_200, 0.01), minutes(20, 0), minutes(30, 120, 0.2), silence(10), minutes(30, 1_200)];
    const { alerts, output } = await disagreement(daily, segments);
    expect(alerts.map(({ tier }) => tier)).toContain('no-data');
    expect(output).toBe('');
  });

  it('of slices', async () => {
    const sliced = (budgeting: Objective['budgeting']): Objective => ({ ...daily, budgeting });
    const segments = [hours(2, 1_200), minutes(7, 1_200, 0.08), minutes(20, 0), minutes(11, 1_200, 0.3), hours(3, 120)];
    for (const budgeting of [
      { method: 'timeslices', sliceMs: 60_000, sliceTarget: 0.9 },
      { method: 'ratio-timeslices', sliceMs: 60_000 },
    ] as const) {
      const { alerts, output } = await disagreement(sliced(budgeting), segments);
      expect(alerts.length).toBeGreaterThan(0);
      expect(output).toBe('');
    }
  });

  // Odd shares, so that no window is just at a threshold, where it would be decided by rounding.
  const anySegment = fc.oneof(
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 10 }).map(silence) },
    {
      weight: 7,
      arbitrary: fc
        .record({
          length: fc.integer({ min: 1, max: 45 }),
          requests: fc.constantFrom(0, 12, 120, 1_200, 1_200),
          badRatio: fc.constantFrom(0, 0, 0, 0.0021, 0.0073, 0.031, 0.113, 0.41, 1),
        })
        .map(({ length, requests, badRatio }) => minutes(length, requests, badRatio)),
    },
  );
  const anyScenario = fc.array(anySegment, { minLength: 5, maxLength: 9 });
  const up = (segments: readonly Segment[]): readonly Segment[] =>
    segments.map((segment) => ({ ...segment, downRatio: Math.round(segment.downRatio + 0.45) }));

  it.each([
    ['requests of a day', daily, 111, (segments: readonly Segment[]) => segments],
    ['requests of a day', daily, 12, (segments: readonly Segment[]) => segments],
    ['requests of a week', weekly, 13, (segments: readonly Segment[]) => segments],
    ['requests of a month', eventsObjective(), 14, (segments: readonly Segment[]) => segments],
    ['uptime of a day', uptimeObjective({ target: '98', period: daily.period }), 15, up],
  ] as const)('of any traffic: %s (%#)', async (_name, objective, seed, adapt) => {
    const [segments = []] = fc.sample(anyScenario, { seed, numRuns: 1 });
    const { alerts, output } = await disagreement(objective, adapt(segments));
    expect(alerts.length).toBeGreaterThan(0);
    expect(output).toBe('');
  });
});
