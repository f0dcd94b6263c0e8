import type { CreditCondition, CreditRule } from '@nines/catalog';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_MS } from '../budget/block.ts';
import type { Block } from '../budget/block.ts';
import { ledgerOf } from '../budget/ledger.ts';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import type { Objective } from '../objective/objective.ts';
import type { Interval } from '../period/interval.ts';
import { creditsOwed } from './credits-owed.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MARCH_MS = Date.parse('2026-03-01T00:00:00Z');
const APRIL_MS = Date.parse('2026-04-01T00:00:00Z');
const MAY_MS = Date.parse('2026-05-01T00:00:00Z');

const PLACE = { line: 1, column: 1 };

function rule(when: CreditCondition, creditRatio: number, changes: Partial<CreditRule> = {}): CreditRule {
  return { service: 'portal', when, creditRatio, place: PLACE, ...changes };
}

const violatedForTwoHours = rule({ kind: 'violated', forMs: 2 * HOUR_MS }, 0.05);
const uptimeBelow = rule({ kind: 'monthly-uptime', belowPercent: '99.5' }, 0.1);

/** Probes of March and April, or whatever time is given, that fail in some intervals and are silent in others. */
function probes(
  down: readonly Interval[],
  silent: readonly Interval[] = [],
  { startMs, endMs }: Interval = { startMs: MARCH_MS, endMs: MAY_MS },
): readonly Block[] {
  const shareIn = (times: readonly Interval[], from: number): number =>
    times.reduce(
      (sum, time) => sum + Math.max(Math.min(time.endMs, from + BLOCK_MS) - Math.max(time.startMs, from), 0) / BLOCK_MS,
      0,
    );
  return Array.from({ length: (endMs - startMs) / BLOCK_MS }, (_, index) => {
    const from = startMs + index * BLOCK_MS;
    const covered = 1 - shareIn(silent, from);
    const bad = 300 * shareIn(down, from);
    return { startMs: from, endMs: from + BLOCK_MS, total: 300 * covered, bad, coveredMs: BLOCK_MS * covered };
  });
}

function from(startMs: number, lengthMs: number): Interval {
  return { startMs, endMs: startMs + lengthMs };
}

const uptime = uptimeObjective({ target: '99.9', period: { kind: 'rolling', lengthMs: DAY_MS } });
const bothMonths = { startMs: MARCH_MS, endMs: MAY_MS };

function owed(
  rules: readonly CreditRule[],
  blocks: readonly Block[],
  objective: Objective = uptime,
  interval = bothMonths,
  maintenance: readonly Interval[] = [],
) {
  return creditsOwed(rules, [{ objective, ledger: ledgerOf(objective, blocks, maintenance) }], interval);
}

describe('a credit for an objective that is violated for two hours', () => {
  it('is owed with the violation that caused it', () => {
    // 99.9 % of a day allows 86.4 s: after that it is violated, until the outage has left the day but for 86.4 s.
    const outageMs = MARCH_MS + 10 * DAY_MS;
    const { months } = owed([violatedForTwoHours], probes([from(outageMs, 5 * MINUTE_MS)]));
    expect(months.map(({ month, creditRatio }) => [month, creditRatio])).toEqual([
      ['2026-03', 0.05],
      ['2026-04', 0],
    ]);
    expect(months[0]?.credits).toEqual([
      {
        rule: violatedForTwoHours,
        findings: [
          {
            slo: 'uptime',
            attainment: 1 - 300 / (31 * 86_400),
            causes: [{ startMs: outageMs + 86_400, endMs: outageMs + DAY_MS + 300_000 - 86_400 }],
            gapMs: 0,
            maintenanceMs: 0,
          },
        ],
      },
    ]);
  });

  it('is not owed for exactly that long, but for a moment more', () => {
    const hourly = uptimeObjective({ target: '99', period: { kind: 'rolling', lengthMs: HOUR_MS } });
    // An hour allows 36 s: a violation lasts as long as its outage and an hour, but for 36 s at each end.
    const lastsMs = 65 * MINUTE_MS + HOUR_MS - 72_000;
    const blocks = probes([from(MARCH_MS + DAY_MS, 65 * MINUTE_MS)]);
    const owedAfter = (forMs: number) =>
      owed([rule({ kind: 'violated', forMs }, 0.05)], blocks, hourly).months[0]?.credits.length;
    expect([owedAfter(lastsMs), owedAfter(lastsMs - 1)]).toEqual([0, 1]);
  });

  it('is owed in the month in which the violation has lasted that long, and in others that hold as much of it', () => {
    const monthsOf = (startMs: number, lengthMs: number): readonly string[] => {
      const hourly = uptimeObjective({ target: '99', period: { kind: 'rolling', lengthMs: HOUR_MS } });
      const { months } = owed([violatedForTwoHours], probes([from(startMs, lengthMs)]), hourly);
      return months.filter(({ credits }) => credits.length > 0).map(({ month }) => month);
    };
    expect(monthsOf(APRIL_MS - 90 * MINUTE_MS, 2 * HOUR_MS)).toEqual(['2026-04']);
    expect(monthsOf(APRIL_MS - 4 * HOUR_MS, 3.5 * HOUR_MS)).toEqual(['2026-03']);
    expect(monthsOf(APRIL_MS - 4 * HOUR_MS, 8 * HOUR_MS)).toEqual(['2026-03', '2026-04']);
  });

  it('knows of violations that began before the time that is asked for', () => {
    const blocks = probes([from(APRIL_MS - HOUR_MS, 5 * MINUTE_MS)]);
    const april = { startMs: APRIL_MS, endMs: MAY_MS };
    const { months } = owed([violatedForTwoHours], blocks, uptime, april);
    expect(months.map(({ month, credits }) => [month, credits.length])).toEqual([['2026-04', 1]]);
  });

  it('is owed once a month, whichever objective speaks for it', () => {
    const blocks = probes([from(MARCH_MS + DAY_MS, HOUR_MS), from(MARCH_MS + 9 * DAY_MS, HOUR_MS)]);
    const errors = eventsObjective({ period: { kind: 'rolling', lengthMs: DAY_MS } });
    const recorded = [uptime, errors].map((objective) => ({ objective, ledger: ledgerOf(objective, blocks) }));
    const [march] = creditsOwed([violatedForTwoHours], recorded, bothMonths).months;
    expect(march?.creditRatio).toBe(0.05);
    expect(march?.credits[0]?.findings.map(({ slo, causes }) => [slo, causes.length])).toEqual([
      ['uptime', 2],
      ['errors', 2],
    ]);
    const named = { ...violatedForTwoHours, slo: 'errors' };
    expect(creditsOwed([named], recorded, bothMonths).months[0]?.credits[0]?.findings).toHaveLength(1);
  });
});

describe('a credit for too little uptime in a month', () => {
  it('is owed below the percentage, not at it', () => {
    const allowedMs = 0.005 * 31 * DAY_MS;
    const down = (ms: number) => owed([uptimeBelow], probes([from(MARCH_MS + DAY_MS, ms)])).months[0]?.creditRatio;
    expect([down(allowedMs), down(allowedMs + 1_000)]).toEqual([0, 0.1]);
  });

  it('comes with the times that were bad', () => {
    const outages = [from(MARCH_MS + DAY_MS, 3 * HOUR_MS), from(MARCH_MS + 5 * DAY_MS, 2 * HOUR_MS)];
    const [march] = owed([uptimeBelow], probes(outages)).months;
    expect(march?.credits[0]?.findings[0]?.causes).toEqual(outages);
  });

  it('counts gaps neither as good nor as bad, and states them', () => {
    const gap = from(MARCH_MS + 20 * DAY_MS, 5 * DAY_MS);
    const outage = from(MARCH_MS + DAY_MS, 0.005 * 30 * DAY_MS);
    expect(owed([uptimeBelow], probes([], [gap])).months[0]?.credits).toEqual([]);
    expect(owed([uptimeBelow], probes([outage])).months[0]?.credits).toEqual([]);
    const [finding] = owed([uptimeBelow], probes([outage], [gap])).months[0]?.credits[0]?.findings ?? [];
    expect(finding).toMatchObject({ gapMs: 5 * DAY_MS, attainment: 1 - 0.15 / 26 });
  });

  it('counts no maintenance, and states it', () => {
    const work = from(MARCH_MS + DAY_MS, 6 * HOUR_MS);
    expect(owed([uptimeBelow], probes([work]), uptime, bothMonths, [work]).months[0]?.credits).toEqual([]);
    const blocks = probes([work, from(MARCH_MS + 3 * DAY_MS, 4 * HOUR_MS)]);
    const [march] = owed([uptimeBelow], blocks, uptime, bothMonths, [work]).months;
    expect(march?.credits[0]?.findings[0]).toMatchObject({ maintenanceMs: 6 * HOUR_MS });
  });

  it('is owed before the month is over only where the rest of it cannot make up for it', () => {
    const at = (hours: number) => {
      const until = MARCH_MS + 2 * DAY_MS;
      const blocks = probes([from(MARCH_MS + DAY_MS, hours * HOUR_MS)], [], { startMs: MARCH_MS, endMs: until });
      return owed([uptimeBelow], blocks, uptime, { startMs: MARCH_MS, endMs: until }).months[0];
    };
    expect(at(3)).toMatchObject({ isComplete: false, creditRatio: 0 });
    expect(at(4)).toMatchObject({ isComplete: false, creditRatio: 0.1 });
  });

  it('is of objectives that measure time, or of the one that is named', () => {
    const errors = eventsObjective();
    const blocks = probes([from(MARCH_MS, DAY_MS)]);
    expect(owed([uptimeBelow], blocks, errors)).toMatchObject({ unmeasured: [uptimeBelow] });
    expect(owed([{ ...uptimeBelow, slo: 'errors' }], blocks, errors).months[0]?.creditRatio).toBe(0.1);
  });
});

describe('credits', () => {
  it('add up, to all that was paid at most', () => {
    const blocks = probes([from(MARCH_MS + DAY_MS, DAY_MS)]);
    expect(owed([violatedForTwoHours, uptimeBelow], blocks).months[0]?.creditRatio).toBe(0.15);
    expect(owed([uptimeBelow, { ...uptimeBelow, creditRatio: 1 }], blocks).months[0]?.creditRatio).toBe(1);
  });

  it('are told of rules that nothing can be said about', () => {
    const foreign = { ...violatedForTwoHours, service: 'api' };
    const misnamed = { ...violatedForTwoHours, slo: 'speed' };
    expect(owed([foreign, misnamed], probes([])).unmeasured).toEqual([foreign, misnamed]);
  });

  it('begin their months at the midnight of the zone', () => {
    const { months } = creditsOwed([], [], bothMonths, 'Europe/Berlin');
    expect(months.map(({ month }) => month)).toEqual(['2026-03', '2026-04', '2026-05']);
    expect(months[1]?.startMs).toBe(Date.parse('2026-03-31T22:00:00Z'));
  });

  it('never become less when more is bad', () => {
    const outage = fc.record({ hour: fc.nat(24 * 60), minutes: fc.integer({ min: 1, max: 600 }) });
    fc.assert(
      fc.property(fc.array(outage, { maxLength: 3 }), outage, (outages, another) => {
        const times = [...outages, another].map(({ hour, minutes }) =>
          from(MARCH_MS + hour * HOUR_MS, minutes * MINUTE_MS),
        );
        const creditsOf = (down: readonly Interval[]) =>
          owed(
            [violatedForTwoHours, uptimeBelow],
            probes(down).map((block) => ({ ...block, bad: Math.min(block.bad, 300) })),
          ).months.map(({ creditRatio }) => creditRatio);
        const [less, more] = [creditsOf(times.slice(1)), creditsOf(times)];
        for (const [index, ratio] of more.entries()) expect(ratio).toBeGreaterThanOrEqual(less[index] ?? 0);
      }),
      { numRuns: 20 },
    );
  });
});
