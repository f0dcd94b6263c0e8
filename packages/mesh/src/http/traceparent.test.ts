import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { ByteBatch } from './byte-batch.ts';
import { isTraceparent, TraceparentSource } from './traceparent.ts';

const accepts = (text: string): boolean => {
  const bytes = Buffer.from(`..${text}..`);
  return isTraceparent(bytes, 2, bytes.length - 2);
};
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('traceparent', () => {
  it.each([`00-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-00`, `cc-${TRACE}-${PARENT}-01-later`])(
    'accepts %s',
    (text) => {
      expect(accepts(text)).toBe(true);
    },
  );

  it.each([
    '',
    `00-${TRACE}-${PARENT}`,
    `00-${TRACE}-${PARENT}-01-more`,
    `ff-${TRACE}-${PARENT}-01`,
    `cc-${TRACE}-${PARENT}-01.later`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${PARENT}-0g`,
    `00_${TRACE}-${PARENT}-01`,
    `00-${TRACE.slice(1)}g-${PARENT}-01`,
  ])('refuses %j', (text) => {
    expect(accepts(text)).toBe(false);
  });

  it('agrees with the format written as an expression', () => {
    const shape = /^(?!ff)(?!..-0{32})(?!.{35}-0{16})[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;
    const digit = fc.stringMatching(/^[\da-fAFgG-]$/);
    const text = fc.tuple(fc.nat(54), digit, fc.constantFrom('00', 'cc', 'ff')).map(([at, other, version]) => {
      const valid = `${version}-${TRACE}-${PARENT}-01`;
      return valid.slice(0, at) + other + valid.slice(at + 1);
    });
    fc.assert(fc.property(text, (candidate) => accepts(candidate) === shape.test(candidate)));
  });

  it('makes valid ones, each different, and tells where the trace id stands', () => {
    const source = new TraceparentSource(seededRandom(1));
    const seen = new Set<string>();
    const batch = new ByteBatch();
    for (let count = 0; count < 2_000; count += 1) {
      batch.addText('x');
      const at = source.addTo(batch);
      const line = batch.take().toString('latin1');
      const value = /^xtraceparent: (\S+)\r\n$/.exec(line)?.[1] ?? '';
      expect(accepts(value)).toBe(true);
      expect(line.slice(at, at + 32)).toBe(value.slice(3, 35));
      seen.add(value.slice(3, 35)).add(value.slice(36, 52));
    }
    expect(seen.size).toBe(4_000);
  });
});
