import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose, pauseMs } from './arrivals.ts';

describe('arrivals', () => {
  it('come at the asked-for rate on average', () => {
    const steps = 10_000;
    const total = Array.from({ length: steps }, (_, index) => pauseMs(5, () => (index + 0.5) / steps));
    expect(total.reduce((sum, pause) => sum + pause, 0) / steps).toBeCloseTo(200, -1);
  });

  it('choose by weight, and always something', () => {
    const actions = [
      { name: 'often', weight: 3 },
      { name: 'seldom', weight: 1 },
    ];
    expect(choose(actions, () => 0.74).name).toBe('often');
    expect(choose(actions, () => 0.76).name).toBe('seldom');
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (at) =>
        actions.includes(choose(actions, () => at)),
      ),
    );
  });
});
