import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { randomHex, traceOf, traceparentOf } from './traceparent.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';
const zeros = (bytes: number): string => '00'.repeat(bytes - 1) + '01';

describe('traceOf', () => {
  it('goes on with the trace of the caller', () => {
    expect(traceOf(`00-${TRACE_ID}-${PARENT_ID}-01`, zeros)).toEqual({
      traceId: TRACE_ID,
      parentSpanId: PARENT_ID,
      spanId: '0000000000000001',
      sampled: true,
    });
    expect(traceOf(`00-${TRACE_ID}-${PARENT_ID}-00`).sampled).toBe(false);
  });

  it('takes what it knows of a later version', () => {
    expect(traceOf(`cc-${TRACE_ID}-${PARENT_ID}-01-what-the-future-will-be`).traceId).toBe(TRACE_ID);
  });

  it.each([
    undefined,
    '',
    `00-${TRACE_ID}-${PARENT_ID}-01-more`,
    `00-${TRACE_ID.toUpperCase()}-${PARENT_ID}-01`,
    `00-${'0'.repeat(32)}-${PARENT_ID}-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `ff-${TRACE_ID}-${PARENT_ID}-01`,
    `00-${TRACE_ID}-${PARENT_ID}`,
  ])('begins a new trace for %j', (header) => {
    const trace = traceOf(header, zeros);
    expect(trace).toEqual({ traceId: `${'0'.repeat(31)}1`, spanId: `${'0'.repeat(15)}1`, sampled: true });
  });

  it('is understood by the next service, whatever came in', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const trace = traceOf(header);
        expect(traceOf(traceparentOf(trace))).toMatchObject({ traceId: trace.traceId, parentSpanId: trace.spanId });
      }),
    );
  });
});

it('draws ids of the right length that do not repeat', () => {
  const ids = Array.from({ length: 5_000 }, () => randomHex(8));
  expect(new Set(ids).size).toBe(5_000);
  expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
});
