import { simulate } from '@nines/slo';
import type { Segment } from '@nines/slo';
import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { backtestDocument, backtestReport } from './backtest-report.ts';
import type { Backtest } from './backtest-report.ts';
import { readObjective } from './objective.testing.ts';

const colors = createColors(false);
const MINUTE_MS = 60_000;

function minutes(count: number, errorRatio: number, isOutage = false): Segment {
  const ratios = { errorRatio, slowRatio: errorRatio, downRatio: errorRatio };
  return { lengthMs: count * MINUTE_MS, requests: 1_000, perMs: MINUTE_MS, isMeasured: true, isOutage, ...ratios };
}

function backtest(...segments: readonly Segment[]): Backtest {
  const objective = readObjective('portal', 'errors');
  const { quality, ...simulation } = simulate(objective, segments);
  return { objective, simulation, quality };
}

const outage = backtest(minutes(120, 0), minutes(10, 1, true), minutes(1_200, 0));

describe('a backtest', () => {
  it('tells what would have been told, and when it would have eased', () => {
    const report = backtestReport(outage, colors);
    expect(report).toMatch(/^attained +99\.2\d+%, of 99\.9% that are promised$/m);
    expect(report).toMatch(/^1h\/5m +page +02:00:55 +02:15:00 +14 min 5 s$/m);
    expect(report).toMatch(/^02:00:00 to 02:10:00 +after 55\.0 s +1h\/5m, 6h\/30m/m);
    expect(report).toContain('of the alerts 100.0% told of an outage (precision)');
  });

  it('tells moments of the past as they were', () => {
    const { quality: _, ...rest } = outage;
    const report = backtestReport({ ...rest, startMs: Date.parse('2026-11-29T00:00:00Z') }, colors);
    expect(report).toMatch(/^1h\/5m +page +2026-11-29 02:00:55Z +2026-11-29 02:15:00Z/m);
    expect(report).not.toContain('precision');
  });

  it('tells of outages that nobody would have noticed, and of alerts that do not end', () => {
    const missed = backtestReport(backtest(minutes(600, 0), minutes(1, 0.001, true)), colors);
    expect(missed).toContain('nobody would have been told of anything');
    expect(missed).toMatch(/ never +-/);
    expect(backtestReport(backtest(minutes(60, 1)), colors)).toMatch(
      /^1h\/5m +page +00:\d\d:\d\d +not until the end$/m,
    );
  });

  it('gives programs the figures as they are', () => {
    expect(backtestDocument(outage)).toMatchObject({
      objective: 'portal/errors',
      alerts: [{ tier: '1h/5m', severity: 'critical', startsAtSeconds: 7_255, easesAtSeconds: 8_100 }, {}, {}, {}],
      quality: { precision: 1, recall: 1 },
    });
  });
});
