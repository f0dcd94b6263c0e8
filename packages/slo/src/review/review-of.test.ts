import { describe, expect, it } from 'vitest';
import { BLOCK_MS } from '../budget/block.ts';
import type { Block } from '../budget/block.ts';
import { ledgerOf } from '../budget/ledger.ts';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import type { Objective } from '../objective/objective.ts';
import { periodAt } from '../period/period-at.ts';
import { creditsOwed } from '../sla/credits-owed.ts';
import { reviewMarkdown } from './review-markdown.ts';
import { reviewOf } from './review-of.ts';
import type { ReviewOptions } from './review-of.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-01-01T00:00:00Z');
const END_MS = Date.parse('2026-04-01T00:00:00Z');
const MONTH = { kind: 'calendar', unit: 'month', timezone: 'UTC' } as const;

/** January to March, 100 a block, bad as is said for the day of the year (from 0) and the block of the day. */
function quarter(badOf: (day: number, block: number) => number, total = 100): readonly Block[] {
  return Array.from({ length: (END_MS - START_MS) / BLOCK_MS }, (_, index) => {
    const startMs = START_MS + index * BLOCK_MS;
    const bad = badOf(Math.floor(index / 288), index % 288);
    return { startMs, endMs: startMs + BLOCK_MS, total, bad, coveredMs: BLOCK_MS };
  });
}

function review(blocks: readonly Block[], changes: Partial<Objective> = {}, options: Partial<ReviewOptions> = {}) {
  const objective = eventsObjective({ period: MONTH, ...changes });
  const march = periodAt(objective.period, END_MS - 1);
  return reviewOf(objective, ledgerOf(objective, blocks), march, { nowMs: END_MS, ...options });
}

const clean = quarter(() => 0);

describe('review', () => {
  it('says what was attained in the period and in those before', () => {
    const { period, before } = review(quarter((day) => (day >= 59 ? 0.05 : day >= 31 ? 0.01 : 0)));
    expect(period).toMatchObject({ startMs: Date.parse('2026-03-01T00:00:00Z'), endMs: END_MS, isComplete: true });
    expect([period, ...before].map(({ budgetSpentRatio }) => Number(budgetSpentRatio.toFixed(6)))).toEqual([
      0.5, 0.1, 0,
    ]);
  });

  it('names the worst days, with what of the budget they took', () => {
    const { worstDays } = review(quarter((day) => (day === 70 ? 2 : day === 80 ? 1 : day === 60 ? 0.5 : 0)));
    expect(worstDays.map(({ day }) => day)).toEqual(['2026-03-12', '2026-03-22', '2026-03-02']);
    expect(worstDays[0]?.budgetSpentRatio).toBeCloseTo((2 * 288) / (0.1 * 288 * 31), 9);
    expect(worstDays[0]?.shareOfSpent).toBeCloseTo(2 / 3.5, 9);
  });

  it('takes what this objective owes, and the alerts of the period', () => {
    const blocks = quarter((day) => (day === 70 ? 100 : 0));
    const objective = eventsObjective({ period: MONTH });
    const when = { kind: 'violated', forMs: 7_200_000 } as const;
    const rule = { service: 'portal', when, creditRatio: 0.05, place: { line: 1, column: 1 } };
    const recorded = [{ objective, ledger: ledgerOf(objective, blocks) }];
    const credits = creditsOwed([rule], recorded, { startMs: START_MS, endMs: END_MS }).months;
    const alerts = [
      { tier: '1h/5m', severity: 'critical', startedAtMs: START_MS, easedAtMs: START_MS + DAY_MS },
      { tier: '1h/5m', severity: 'critical', startedAtMs: END_MS - DAY_MS, easedAtMs: null },
    ] as const;
    const found = review(blocks, {}, { credits, alerts });
    expect(found.credits).toMatchObject([{ month: '2026-03', creditRatio: 0.05 }]);
    expect(found.alerts).toEqual([alerts[1]]);
    expect(review(blocks, { name: 'latency' }, { credits }).credits).toEqual([]);
    expect(review(blocks).alerts).toBeNull();
  });
});

describe('proposals', () => {
  const proposals = (...args: Parameters<typeof review>) => review(...args).proposals;

  it('tighten by a step what hardly spent any budget for three periods', () => {
    expect(proposals(quarter(() => 0.002))).toMatchObject([{ kind: 'tighten', target: '99.95' }]);
    expect(proposals(clean, { target: '99' })).toMatchObject([{ kind: 'tighten', target: '99.5' }]);
  });

  it('tighten to what was observed where the next step would be too much', () => {
    expect(
      proposals(
        quarter(() => 0.12),
        { target: '99.5' },
      ),
    ).toMatchObject([{ kind: 'tighten', target: '99.76', reason: expect.stringContaining('50 %') as string }]);
  });

  it('keep what is used as it is meant to be', () => {
    expect(proposals(quarter(() => 0.05))).toMatchObject([{ kind: 'keep', target: null }]);
    expect(proposals(quarter((day) => (day < 31 ? 0.03 : 0)))).toMatchObject([{ kind: 'keep' }]);
  });

  it('keep what too little is known of', () => {
    const reasonOf = (blocks: readonly Block[], changes: Partial<Objective> = {}) =>
      proposals(blocks, changes)[0]?.reason;
    expect(reasonOf([])).toContain('Too little was measured');
    expect(reasonOf(clean.slice(40 * 288))).toContain('takes 3 periods');
    expect(reasonOf(quarter(() => 0, 0.1))).toContain('from luck');
    expect(reasonOf(clean, { target: '99.999' })).toContain('from luck');
  });

  it('fix or relax what was broken again and again, and say by which days', () => {
    const found = proposals(quarter((day) => (day === 40 || day === 70 ? 20 : 0)));
    expect(found).toMatchObject([
      { kind: 'fix', target: null, reason: expect.stringContaining('2026-03-12') as string },
      { kind: 'relax', target: '99' },
    ]);
  });

  it('fix what was broken once', () => {
    expect(proposals(quarter((day) => (day === 70 ? 20 : 0))).map(({ kind }) => kind)).toEqual(['fix']);
  });

  it('draw no conclusion from a period that is not over', () => {
    const nowMs = END_MS - 10 * DAY_MS;
    expect(proposals(clean, {}, { nowMs })).toMatchObject([{ kind: 'keep' }]);
  });
});

describe('review as Markdown', () => {
  it('is a document of its sections', () => {
    const blocks = quarter((day) => (day === 70 ? 5 : 0));
    const alerts = [
      { tier: '1h/5m', severity: 'critical', startedAtMs: END_MS - DAY_MS, easedAtMs: END_MS - DAY_MS + 600_000 },
    ] as const;
    expect(reviewMarkdown(review(blocks, {}, { alerts }))).toMatchInlineSnapshot(`
      "# Review of portal/errors

      2026-03-01 to 2026-03-31, time of UTC. Target: 99.9 %.

      | From | 2026-03-01 | 2026-02-01 | 2026-01-01 |
      | --- | --- | --- | --- |
      | Attainment | 99.8387 % | 100 % | 100 % |
      | Budget spent | 161.2 % | 0 % | 0 % |
      | Bad | 1440 | 0 | 0 |
      | Allowed | 893 | 806 | 893 |
      | Not measured | none | none | none |
      | Maintenance, not counted | none | none | none |

      ## Worst days

      | Day | Attainment | Bad | Of the budget |
      | --- | --- | --- | --- |
      | 2026-03-12 | 95 % | 1440 | 161.2 % |

      ## Alerts

      | Began (UTC) | Lasted | Windows | Severity |
      | --- | --- | --- | --- |
      | 2026-03-31 00:00 | 10 min 0 s | 1h/5m | critical |

      ## Credits

      None.

      ## Proposals

      - **Keep the target and fix what broke it.** 161 % of the budget was spent, 100 % of that on 2026-03-12: see what happened there.
      "
    `);
  });

  it('states times as times', () => {
    const uptime = uptimeObjective({ period: MONTH });
    const blocks = quarter((day, block) => (day === 70 && block < 12 ? 300 : 0), 300).filter(
      (_, index) => index % 9 !== 0,
    );
    const march = periodAt(MONTH, END_MS - 1);
    const text = reviewMarkdown(reviewOf(uptime, ledgerOf(uptime, blocks), march, { nowMs: END_MS }));
    expect(text).toContain('| Bad | 50 min 0 s | none | none |');
    expect(text).toContain('| Not measured | 3 d 10 h |');
  });

  it('lets nothing that others wrote become Markdown', () => {
    const text = reviewMarkdown(review(clean, { name: 'a|b', description: 'two\nlines <b>*and*</b>' }));
    expect(text).toContain(String.raw`# Review of portal/a\|b`);
    expect(text).toContain(String.raw`two lines \<b\>\*and\*\</b\>`);
  });

  it('is the same text every time', () => {
    expect(reviewMarkdown(review(clean))).toBe(reviewMarkdown(review(clean)));
  });
});
