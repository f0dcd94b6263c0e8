import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReached, joinedSpans, withSpan } from './spans.ts';
import type { TimeSpan } from './spans.ts';

const spanArbitrary = fc
  .record({ startMs: fc.integer({ min: 0, max: 60 }), lengthMs: fc.integer({ min: 0, max: 15 }) })
  .map(({ startMs, lengthMs }) => ({ startMs, endMs: startMs + lengthMs }));
const gapArbitrary = fc.integer({ min: 0, max: 5 });

function all(spans: readonly TimeSpan[], gapMs: number): readonly TimeSpan[] {
  return joinedSpans([], spans, gapMs);
}

describe('times', () => {
  it('are the same in any order, and further apart than the gap', () => {
    fc.assert(
      fc.property(fc.array(spanArbitrary), gapArbitrary, (spans, gapMs) => {
        const joined = all(spans, gapMs);
        expect(all(spans.toReversed(), gapMs)).toEqual(joined);
        joined
          .slice(1)
          .forEach(({ startMs }, index) => expect(startMs).toBeGreaterThan((joined[index]?.endMs ?? 0) + gapMs));
        for (const span of spans) {
          expect(joined.some(({ startMs, endMs }) => startMs <= span.startMs && span.endMs <= endMs)).toBe(true);
        }
      }),
    );
  });

  it('are reached where a look at each says so', () => {
    fc.assert(
      fc.property(fc.array(spanArbitrary), spanArbitrary, gapArbitrary, (spans, span, gapMs) => {
        const isNear = ({ startMs, endMs }: TimeSpan): boolean =>
          startMs - gapMs <= span.endMs && span.startMs <= endMs + gapMs;
        expect(isReached(all(spans, gapMs), span, gapMs)).toBe(spans.some(isNear));
      }),
    );
  });

  it('stay what they are where nothing is new', () => {
    const spans = [
      { startMs: 0, endMs: 10 },
      { startMs: 20, endMs: Infinity },
    ];
    expect(withSpan(spans, { startMs: 30, endMs: 40 }, 5)).toBe(spans);
  });
});
