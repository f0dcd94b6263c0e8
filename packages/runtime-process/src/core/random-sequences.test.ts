import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISTURBANCES, planFrom, type Plan } from './simulation/plan.ts';
import { play } from './simulation/sequence.ts';

const UNIT = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Workloads by seed; disturbances free to shrink. */
const PLAN: fc.Arbitrary<Plan> = fc
  .record({
    seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    disturbances: fc.array(
      fc.record({
        kind: fc.constantFrom(...DISTURBANCES),
        afterMs: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3_000 })),
        where: UNIT,
        amount: UNIT,
      }),
      { maxLength: 14 },
    ),
    abrupt: fc.boolean(),
  })
  .map((drawn) => ({ ...planFrom(drawn.seed), ...drawn }));

describe('supervision under random trouble', () => {
  it('never starts twice, loses, wedges or kills what is not stuck', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(PLAN, (plan) => {
        expect(play(plan).violation).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('plays the same seed the same way', () => {
    const lines: string[][] = [[], []];
    for (const log of lines) play(planFrom(42), (line) => log.push(line));
    expect(lines[0]?.length).toBeGreaterThan(20);
    expect(lines[0]).toEqual(lines[1]);
  });
});
