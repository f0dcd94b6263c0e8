import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import { BLOCK_MS } from './block.ts';
import type { Block } from './block.ts';
import { budgetState } from './budget-state.ts';
import { ledgerOf } from './ledger.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** So many blocks of the same figures, ending at `endMs`. */
function blocksBefore(endMs: number, count: number, total: number, bad: number): readonly Block[] {
  return Array.from({ length: count }, (_, index) => {
    const startMs = endMs - (count - index) * BLOCK_MS;
    return { startMs, endMs: startMs + BLOCK_MS, total, bad, coveredMs: BLOCK_MS };
  });
}

const NOW_MS = Date.parse('2026-04-15T12:00:00Z');
const errors = eventsObjective();

function stateOf(blocks: readonly Block[], objective = errors, nowMs = NOW_MS) {
  return budgetState(objective, ledgerOf(objective, blocks), [], nowMs);
}

describe('state of a budget', () => {
  it('weighs events, not hours: quiet ones full of errors cost little', () => {
    const clean = blocksBefore(NOW_MS - 8 * HOUR_MS, 192, 5_000, 0);
    const failing = blocksBefore(NOW_MS, 96, 50, 5);
    const state = stateOf([...clean, ...failing]);
    expect(state.errorRatio).toBeCloseTo(480 / 964_800, 12);
    expect(state.budgetSpentRatio).toBeCloseTo(0.4975, 4);
    expect(state.attainment).toBeCloseTo(1 - 480 / 964_800, 12);
  });

  it('is untouched where nothing happened', () => {
    for (const blocks of [[], blocksBefore(NOW_MS, 4, 0, 0)]) {
      expect(stateOf(blocks)).toMatchObject({
        errorRatio: 0,
        attainment: null,
        budgetSpentRatio: 0,
        budgetRemainingRatio: 1,
        wholePeriodSpentRatio: 0,
      });
    }
  });

  it('goes below nothing', () => {
    const state = stateOf(blocksBefore(NOW_MS, 10, 1_000, 3));
    expect(state).toMatchObject({ allowed: 10, allowedByEnd: 10, bad: 30 });
    expect(state.budgetRemainingRatio).toBeCloseTo(-2, 12);
  });

  it('tells gaps from time in which nothing happened', () => {
    const state = stateOf([...blocksBefore(NOW_MS - HOUR_MS, 12, 10, 0), ...blocksBefore(NOW_MS, 6, 0, 0)]);
    expect(state.coveredMs).toBe(90 * MINUTE_MS);
    expect(state.gapMs).toBe(30 * DAY_MS - 90 * MINUTE_MS);
  });

  it('knows what the calendar still allows', () => {
    const april = uptimeObjective({ period: { kind: 'calendar', unit: 'month', timezone: 'UTC' } });
    const down = blocksBefore(NOW_MS, 1, 300, 300);
    const up = blocksBefore(NOW_MS - BLOCK_MS, 14.5 * 288 - 1, 300, 0);
    const state = stateOf([...up, ...down], april);
    expect(state.period.endMs).toBe(Date.parse('2026-05-01T00:00:00Z'));
    expect(state.allowed).toBeCloseTo(14.5 * 86.4, 6);
    expect(state.allowedByEnd).toBeCloseTo(30 * 86.4, 6);
    expect(state.budgetSpentRatio).toBeCloseTo(300 / (14.5 * 86.4), 6);
    expect(state.wholePeriodSpentRatio).toBeCloseTo(300 / (30 * 86.4), 6);
    expect(state.gapMs).toBe(0);
  });

  it('counts neither time nor gaps of maintenance', () => {
    const uptime = uptimeObjective();
    const blocks = blocksBefore(NOW_MS, 8_640, 300, 0).map((block, index) =>
      index >= 100 && index < 112 ? { ...block, bad: 300 } : block,
    );
    const { startMs = 0 } = blocks[100] ?? {};
    const ledger = ledgerOf(uptime, blocks, [{ startMs, endMs: startMs + HOUR_MS }]);
    expect(budgetState(uptime, ledger, [], NOW_MS)).toMatchObject({
      bad: 0,
      maintenanceMs: HOUR_MS,
      gapMs: 0,
      coveredMs: 30 * DAY_MS - HOUR_MS,
    });
  });
});

describe('burn', () => {
  const month = blocksBefore(NOW_MS, 8_640, 100, 0.05);

  function exhaustion(blocks: readonly Block[], bad: number, objective = errors) {
    const window = { windowMs: HOUR_MS, total: 1_200, bad };
    const [burn] = budgetState(objective, ledgerOf(objective, blocks), [window], NOW_MS).burns;
    return burn;
  }

  it('is how often the budget of a period would be spent', () => {
    expect(exhaustion(month, 17.28)?.burnRate).toBeCloseTo(14.4, 9);
    expect(exhaustion(month, 0)).toMatchObject({ burnRate: 0, exhaustedAtMs: null });
  });

  it('says when the budget will be spent at that pace, while old spending drops out', () => {
    // Half is left; each day spends 2/30 anew and takes 0.5/30 back.
    const atMs = exhaustion(month, 2.4)?.exhaustedAtMs ?? NaN;
    expect((atMs - NOW_MS) / DAY_MS).toBeCloseTo(10, 6);
  });

  it('finds no end where the pace is one that the budget can bear', () => {
    expect(exhaustion(month, 1.2)?.exhaustedAtMs).toBeNull();
  });

  it('finds one where a good time drops out that made up for a bad one', () => {
    const good = blocksBefore(NOW_MS - 10 * DAY_MS, 5_760, 1_000, 0);
    const bad = blocksBefore(NOW_MS, 2_880, 100, 0.5);
    // 1,440 bad of 6,048,000; the good time lasts until 1,440 are a thousandth of the rest: 1,440,000 - 288,000.
    const [window] = [{ windowMs: HOUR_MS, total: 0, bad: 0 }];
    const ledger = ledgerOf(errors, [...good, ...bad]);
    const atMs = budgetState(errors, ledger, [window], NOW_MS).burns[0]?.exhaustedAtMs ?? NaN;
    expect((atMs - NOW_MS) / DAY_MS).toBeCloseTo(20 - 1_152_000 / 288_000, 6);
  });

  it('is over now where nothing is left', () => {
    expect(exhaustion(blocksBefore(NOW_MS, 100, 100, 1), 0)?.exhaustedAtMs).toBe(NOW_MS);
  });

  it('counts down to the end of a calendar period', () => {
    const uptime = uptimeObjective({ period: { kind: 'calendar', unit: 'month', timezone: 'UTC' } });
    const blocks = blocksBefore(NOW_MS, 14.5 * 288, 300, 0);
    const window = { windowMs: HOUR_MS, total: 3_600, bad: 36 };
    const ledger = ledgerOf(uptime, blocks);
    const at = (bad: number) => budgetState(uptime, ledger, [{ ...window, bad }], NOW_MS).burns[0]?.exhaustedAtMs;
    expect(((at(36) ?? NaN) - NOW_MS) / HOUR_MS).toBeCloseTo(2_592 / 36, 6);
    expect(at(3.6)).toBeNull();
  });

  it('agrees with looking at the budget again when that time has come', () => {
    const history = fc.array(fc.record({ total: fc.nat(100), bad: fc.nat(3) }), { minLength: 24, maxLength: 24 });
    const objective = eventsObjective({ target: '99', period: { kind: 'rolling', lengthMs: 2 * HOUR_MS } });
    fc.assert(
      fc.property(history, fc.nat(100), fc.nat(5), (hours, total, bad) => {
        const counted = (each: { total: number; bad: number }) => ({ ...each, bad: Math.min(each.bad, each.total) });
        const pace = counted({ total, bad });
        const past = hours.flatMap((each, index) => {
          const figures = counted(each);
          return blocksBefore(NOW_MS - (23 - index) * BLOCK_MS, 1, figures.total, figures.bad);
        });
        const window = { windowMs: BLOCK_MS, ...pace };
        const [burn] = budgetState(objective, ledgerOf(objective, past), [window], NOW_MS).burns;
        const future = blocksBefore(NOW_MS + 2 * HOUR_MS, 24, pace.total, pace.bad);
        const ledger = ledgerOf(objective, [...past, ...future]);
        const leftAt = (atMs: number): number => {
          const { bad: spent, allowed } = budgetState(objective, ledger, [], atMs);
          return allowed - spent;
        };
        const found = burn?.exhaustedAtMs ?? null;
        if (found === null) {
          for (let step = 0; step <= 24; step += 1) expect(leftAt(NOW_MS + step * BLOCK_MS)).toBeGreaterThan(-1e-6);
        } else {
          expect(leftAt(found)).toBeLessThan(1e-6);
          const isLater = found > NOW_MS;
          for (let atMs = NOW_MS; isLater && atMs < found; atMs += BLOCK_MS)
            expect(leftAt(atMs)).toBeGreaterThan(-1e-6);
        }
      }),
    );
  });
});
