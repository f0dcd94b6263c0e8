import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { budgetText, plainText, product, sum } from './decimals.ts';

describe('decimal numbers', () => {
  it.each([
    [['14.4', '0.001'], '0.0144'],
    [['6', '0.05'], '0.3'],
    [['0.25', '4'], '1'],
    [['-1.5', '0.2'], '-0.3'],
    [['0', '12.5'], '0'],
  ] as const)('the product of %s is %s', (factors, expected) => {
    expect(product(...factors)).toBe(expected);
  });

  it.each([
    [['0.1', '0.2'], '0.3'],
    [['9.5481', '-5.68'], '3.8681'],
    [['1', '-0.95'], '0.05'],
    [['1', '-1'], '0'],
  ] as const)('the sum of %s is %s', (terms, expected) => {
    expect(sum(...terms)).toBe(expected);
  });

  it.each([
    ['99.9', '0.001'],
    ['99', '0.01'],
    ['99.99999999', '0.0000000001'],
    ['50', '0.5'],
    ['0.5', '0.995'],
  ])('%s %% leaves %s', (percent, expected) => {
    expect(budgetText(percent)).toBe(expected);
  });

  it.each([
    [5, '5'],
    [0.2, '0.2'],
    [-2.5, '-2.5'],
    [1e-7, '0.0000001'],
    [1.5e21, '1500000000000000000000'],
    [-0, '0'],
  ])('%d is written %s', (value, expected) => {
    expect(plainText(value)).toBe(expected);
  });
});

test('a number that is written plainly means the same', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(fc.property(finite, (value) => Number(plainText(value)) === value && !/e/i.test(plainText(value))));
});
