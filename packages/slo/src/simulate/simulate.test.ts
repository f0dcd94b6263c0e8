import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import type { Objective } from '../objective/objective.ts';
import { hours, minutes, silence } from './segment.testing.ts';
import { simulate, simulateHistory } from './simulate.ts';

const DAY_MS = 86_400_000;
const HOUR_SECONDS = 3_600;

const errors = eventsObjective();

describe('a simulated budget', () => {
  it('weighs events: errors of quiet hours cost little', () => {
    const { errorRatio, budgetSpentRatio, attainment } = simulate(errors, [hours(16, 1_000), hours(8, 10, 0.1)]);
    expect(errorRatio).toBeCloseTo(480 / 964_800, 12);
    expect(Math.abs(errorRatio / 0.000498 - 1)).toBeLessThan(0.01);
    expect(budgetSpentRatio).toBeCloseTo(errorRatio / 0.001, 9);
    expect(attainment).toBeCloseTo(1 - errorRatio, 12);
  });

  it('is untouched by twenty minutes without traffic', () => {
    for (const segments of [[minutes(20, 0)], [hours(2, 100), minutes(20, 0)], [silence(20)]]) {
      expect(simulate(errors, segments)).toMatchObject({ budgetRemainingRatio: 1, errorRatio: 0, budgetSpentRatio: 0 });
    }
    expect(simulate(errors, [minutes(20, 0)])).toMatchObject({ attainment: null, alerts: [] });
  });

  it('is of the last period', () => {
    const day = eventsObjective({ period: { kind: 'rolling', lengthMs: DAY_MS } });
    expect(simulate(day, [hours(24, 100, 1), hours(24, 100)])).toMatchObject({ errorRatio: 0 });
    const month = eventsObjective({ period: { kind: 'calendar', unit: 'month', timezone: 'Europe/Berlin' } });
    expect(simulate(month, [hours(720, 1, 0.5)])).toMatchObject({ errorRatio: 0.5 });
    expect(simulate(month, [hours(720, 1, 0.5), hours(1, 1)])).toMatchObject({ errorRatio: 0 });
  });

  it('is of time where time is measured, however little traffic there is', () => {
    const simulation = simulate(uptimeObjective(), [hours(23, 0), hours(1, 1_000, 0, { downRatio: 1 })]);
    expect(simulation.errorRatio).toBeCloseTo(1 / 24, 9);
    expect(simulation.alerts.length).toBeGreaterThan(0);
  });

  it('counts slow requests where speed is promised', () => {
    const fast = eventsObjective({
      name: 'latency',
      indicator: {
        kind: 'events',
        total: { form: 'counters', promql: 'mesh_request_duration_seconds_count{service="portal"}' },
        part: 'good',
        count: { form: 'counters', promql: 'mesh_request_duration_seconds_bucket{service="portal", le="0.2"}' },
      },
    });
    const segments = [hours(1, 100, 0.5, { slowRatio: 0.25 })];
    expect([fast, errors].map((each) => simulate(each, segments).errorRatio)).toEqual([0.25, 0.5]);
  });
});

describe('simulated alerts', () => {
  const outage = [hours(2, 1_000), minutes(10, 1_000, 1, { isOutage: true }), hours(20, 1_000)];
  const startSeconds = 2 * HOUR_SECONDS;
  const endSeconds = startSeconds + 600;

  it('page as soon as 51.8 s of a total outage are recorded, and ease five minutes after it', () => {
    const { alerts } = simulate(errors, outage);
    expect(alerts[0]).toEqual({
      tier: '1h/5m',
      severity: 'critical',
      startsAtSeconds: startSeconds + 55,
      easesAtSeconds: endSeconds + 300,
    });
  });

  it('are one for each pair of windows, so that a page eases as its own pair clears', () => {
    const { alerts } = simulate(errors, outage);
    const eased = new Map(alerts.map(({ tier, easesAtSeconds }) => [tier, (easesAtSeconds ?? NaN) - endSeconds]));
    expect([...eased.keys()]).toEqual(['1h/5m', '6h/30m', '1d/2h', '3d/6h']);
    expect(eased.get('6h/30m')).toBeLessThanOrEqual(1_860);
    expect(eased.get('1d/2h')).toBeLessThanOrEqual(2 * HOUR_SECONDS + 60);
  });

  it('stay quiet for one failure among sixty requests of an hour, and page for ten', () => {
    const quiet = [hours(6, 1), hours(1, 1, 1 / 60), hours(6, 1)];
    expect(simulate(errors, quiet).alerts).toEqual([]);
    const failing = [hours(6, 1), hours(1, 1, 10 / 60), hours(6, 1)];
    expect(simulate(errors, failing).alerts.map(({ severity }) => severity)).toContain('critical');
  });

  it('tell within two minutes that nothing is measured any more, until something is', () => {
    const { alerts } = simulate(errors, [minutes(30, 100), silence(15), minutes(15, 100)]);
    expect(alerts).toEqual([
      { tier: 'no-data', severity: 'warning', startsAtSeconds: 31.5 * 60, easesAtSeconds: 45.5 * 60 },
    ]);
    const unwanted = eventsObjective({ alerting: { page: true, ticket: true, noData: false } });
    expect(simulate(unwanted, [minutes(30, 100), silence(15)]).alerts).toEqual([]);
  });

  it('still fire at the end where nothing got better', () => {
    const { alerts } = simulate(errors, [hours(1, 1_000), minutes(5, 1_000, 1)]);
    expect(alerts[0]).toMatchObject({ tier: '1h/5m', easesAtSeconds: null });
  });

  it('are of the tiers that are wanted and can fire', () => {
    const tiersOf = (changes: Partial<Objective>): readonly string[] => [
      ...new Set(simulate(eventsObjective(changes), outage).alerts.map(({ tier }) => tier)),
    ];
    expect(tiersOf({ alerting: { page: false, ticket: true, noData: true } })).toEqual(['1d/2h', '3d/6h']);
    expect(tiersOf({ target: '90' })).not.toContain('1h/5m');
  });
});

describe('simulated slices', () => {
  const minute = 60_000;
  const sliced = (budgeting: Objective['budgeting']): Objective => eventsObjective({ target: '90', budgeting });
  // Ten busy minutes, ten quiet ones, ten in which nothing happens: a twentieth is bad, then a half.
  const segments = [minutes(10, 1_000, 0.05), minutes(10, 10, 0.5), minutes(10, 0)];

  it('count once each, however much happened in them', () => {
    const slices = { method: 'timeslices', sliceMs: minute, sliceTarget: 0.9 } as const;
    expect(simulate(sliced(slices), segments).errorRatio).toBe(0.5);
    expect(simulate(sliced({ ...slices, sliceTarget: 0.95 }), segments).errorRatio).toBe(0.5);
    expect(simulate(sliced({ ...slices, sliceTarget: 0.96 }), segments).errorRatio).toBe(1);
    expect(simulate(sliced({ method: 'occurrences' }), segments).errorRatio).toBeCloseTo(550 / 10_100, 9);
  });

  it('count by the share of them that is bad', () => {
    const { errorRatio } = simulate(sliced({ method: 'ratio-timeslices', sliceMs: minute }), segments);
    expect(errorRatio).toBeCloseTo((0.05 + 0.5) / 2, 9);
  });

  it('raise alerts as they are complete', () => {
    const slices = { method: 'timeslices', sliceMs: 5 * minute, sliceTarget: 0.9 } as const;
    const objective = eventsObjective({ target: '99', budgeting: slices });
    const { alerts } = simulate(objective, [hours(1, 100), minutes(14, 100, 1), minutes(46, 100)]);
    // Three slices, since two of five minutes could be chance.
    expect(alerts[0]).toMatchObject({ tier: '1h/5m', startsAtSeconds: 4_500, easesAtSeconds: 4_800 });
  });

  it('are cut at whole multiples of their length, also where history begins between', () => {
    const slices = { method: 'timeslices', sliceMs: minute, sliceTarget: 0.9 } as const;
    const total = Float64Array.from({ length: 60 }, () => 10);
    const bad = total.map((_, step) => (step >= 2 && step < 5 ? 10 : 0));
    const history = simulateHistory(sliced(slices), { startMs: 30_000, stepMs: 5_000, total, bad });
    expect(history.errorRatio).toBe(0);
    const whole = simulateHistory(sliced(slices), { startMs: 0, stepMs: 5_000, total, bad });
    expect(whole.errorRatio).toBe(1 / 5);
  });
});

describe('quality of alerts', () => {
  it('is told against the outages that are marked', () => {
    const segments = [
      hours(6, 1_000),
      minutes(10, 1_000, 1, { isOutage: true }),
      hours(80, 1_000),
      minutes(10, 1_000, 0.0001, { isOutage: true }),
      hours(80, 1_000),
      minutes(10, 1_000, 0.5),
      hours(80, 1_000),
    ];
    const { quality, alerts } = simulate(errors, segments);
    expect(alerts).toHaveLength(8);
    expect(quality).toMatchObject({ precision: 0.5, recall: 0.5 });
    expect(quality.outages[0]).toMatchObject({
      startsAtSeconds: 6 * HOUR_SECONDS,
      endsAtSeconds: 6 * HOUR_SECONDS + 600,
      detectedAfterSeconds: 55,
      alerts: [{ tier: '1h/5m', resetAfterSeconds: 300 }, {}, {}, {}],
    });
    expect(quality.outages[1]).toMatchObject({ detectedAfterSeconds: null, alerts: [] });
  });

  it('is not known without outages, or without alerts', () => {
    expect(simulate(errors, [hours(1, 10)]).quality).toEqual({ precision: null, recall: null, outages: [] });
    const missed = simulate(errors, [hours(1, 1_000), minutes(1, 1_000, 0, { isOutage: true })]).quality;
    expect(missed).toMatchObject({ precision: null, recall: 0 });
  });

  it('takes marked segments that follow each other for one outage', () => {
    const marked = { isOutage: true };
    const { quality } = simulate(errors, [hours(1, 10), minutes(1, 10, 0.5, marked), minutes(1, 10, 1, marked)]);
    expect(quality.outages).toHaveLength(1);
  });
});

describe('simulated history', () => {
  const segments = [hours(3, 60), minutes(7, 60, 0.5), silence(10), hours(10, 60, 0.001)];

  function increases(stepSeconds: number) {
    const steps = 800 * (60 / stepSeconds);
    const badAt = (second: number): number =>
      second < 10_800 ? 0 : second < 11_220 ? 0.5 : second < 11_820 ? NaN : second < 47_820 ? 0.001 : 0;
    const total = Float64Array.from({ length: steps }, (_, step) =>
      Number.isNaN(badAt(step * stepSeconds)) ? NaN : stepSeconds,
    );
    const bad = total.map((each, step) => each * badAt(step * stepSeconds));
    const length = 47_820 / stepSeconds;
    return {
      startMs: 0,
      stepMs: stepSeconds * 1_000,
      total: total.subarray(0, length),
      bad: bad.subarray(0, length),
    };
  }

  it('is what a scenario of the same figures would have been', () => {
    const { quality: _, errorRatio, ...simulation } = simulate(errors, segments);
    const history = simulateHistory(errors, increases(5));
    expect(history).toMatchObject({ alerts: simulation.alerts, objective: 'portal/errors' });
    expect(history.errorRatio).toBeCloseTo(errorRatio, 9);
  });

  it('finds the same alerts in coarser steps, as far as those can tell', () => {
    const fine = simulateHistory(errors, increases(5)).alerts;
    const coarse = simulateHistory(errors, increases(60)).alerts;
    expect(coarse.map(({ tier }) => tier)).toEqual(fine.map(({ tier }) => tier));
    for (const [index, { startsAtSeconds }] of coarse.entries()) {
      expect(Math.abs(startsAtSeconds - (fine[index]?.startsAtSeconds ?? NaN))).toBeLessThanOrEqual(60);
    }
  });

  it('is empty without any', () => {
    const nothing = { startMs: 0, stepMs: 5_000, total: new Float64Array(), bad: new Float64Array() };
    expect(simulateHistory(errors, nothing)).toMatchObject({ budgetRemainingRatio: 1, attainment: null, alerts: [] });
  });
});

describe('any simulation', () => {
  const anySegment = fc
    .record({
      count: fc.integer({ min: 1, max: 300 }),
      requests: fc.constantFrom(0, 1, 10, 1_000),
      ratio: fc.constantFrom(0, 0.001, 0.01, 0.1, 1),
      isMeasured: fc.boolean(),
      isOutage: fc.boolean(),
    })
    .map(({ count, requests, ratio, ...rest }) => minutes(count, requests, ratio, rest));

  it('has alerts that begin before they ease, in order, one at a time of a tier', () => {
    fc.assert(
      fc.property(fc.array(anySegment, { minLength: 1, maxLength: 6 }), (segments) => {
        const { alerts, budgetRemainingRatio, budgetSpentRatio } = simulate(errors, segments);
        expect(budgetRemainingRatio + budgetSpentRatio).toBeCloseTo(1, 9);
        const lastEase = new Map<string, number>();
        let before = 0;
        for (const { tier, startsAtSeconds, easesAtSeconds } of alerts) {
          expect(startsAtSeconds).toBeGreaterThanOrEqual(before);
          expect(startsAtSeconds).toBeGreaterThan(lastEase.get(tier) ?? -1);
          before = startsAtSeconds;
          lastEase.set(tier, easesAtSeconds ?? Infinity);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('of a month takes moments', () => {
    const segments = Array.from({ length: 30 }, () => [hours(23, 1_000, 0.0005), hours(1, 1_000, 0.1)]).flat();
    const startedAt = performance.now();
    simulate(errors, segments);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
