import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boundedSpans } from './bounded-spans.ts';
import type { TimeSpan } from './spans.ts';

const lengths = fc.record({ quietMs: fc.integer({ min: 1, max: 9 }), troubleMs: fc.integer({ min: 0, max: 9 }) });
const spansArbitrary = fc.array(lengths, { maxLength: 30 }).map((turns) => {
  let atMs = 0;
  return turns.map(({ quietMs, troubleMs }): TimeSpan => {
    const startMs = atMs + quietMs;
    atMs = startMs + troubleMs;
    return { startMs, endMs: atMs };
  });
});

it('leaves few, as long together, which hold all that there were', () => {
  fc.assert(
    fc.property(spansArbitrary, fc.integer({ min: 1, max: 10 }), (spans, most) => {
      const bounded = boundedSpans(spans, most);
      expect(bounded).toHaveLength(Math.min(spans.length, most));
      const troubleMs = spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
      expect(bounded.reduce((sum, { startMs, endMs, quietMs }) => sum + endMs - startMs - quietMs, 0)).toBe(troubleMs);
      for (const { startMs, endMs } of spans) {
        expect(bounded.some((each) => each.startMs <= startMs && endMs <= each.endMs)).toBe(true);
      }
    }),
  );
});

it('makes one of what is nearest, also of what goes on', () => {
  const spans = [
    { startMs: 0, endMs: 10 },
    { startMs: 30, endMs: 40 },
    { startMs: 45, endMs: 50 },
    { startMs: 60, endMs: Infinity },
  ];
  expect(boundedSpans(spans, 2)).toEqual([
    { startMs: 0, endMs: 10, quietMs: 0 },
    { startMs: 30, endMs: Infinity, quietMs: 15 },
  ]);
});
