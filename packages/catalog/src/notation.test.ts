import { parseCpu, parseDuration, parsePercentage, parseSize } from '@nines/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuText, durationText, percentageText, sizeText } from './notation.ts';

test('durations, sizes and cores are read back exactly', () => {
  fc.assert(
    fc.property(
      fc.nat(86_400_000),
      fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      fc.nat(1_000_000),
      (ms, bytes, millis) => {
        expect(parseDuration(durationText(ms))).toBe(ms);
        expect(parseSize(sizeText(bytes))).toBe(bytes);
        expect(parseCpu(cpuText(millis / 1_000))).toBe(millis / 1_000);
        expect(parsePercentage(percentageText(millis / 1_000_000))).toBe(millis / 1_000_000);
      },
    ),
  );
});

test('the text is the one a person would write', () => {
  expect([0, 250, 30_000, 5_400_000].map(durationText)).toEqual(['0s', '250ms', '30s', '1h30m']);
  expect([1_000_000, 256 * 2 ** 20, 2 ** 30].map(sizeText)).toEqual(['1000000', '256Mi', '1Gi']);
  expect([0.25, 2, 1.5].map(cpuText)).toEqual(['250m', '2', '1500m']);
  expect([0.9, 1, 0.001, 0.995].map(percentageText)).toEqual(['90%', '100%', '0.1%', '99.5%']);
});
