import { describe, expect, it } from 'vitest';
import { formatDuration, formatSize, parseCpu, parseDuration, parsePercentage, parseSize } from './quantities.ts';

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
    ['0s', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '30', 's', '-1s', '1m1h', '1s1s', '1 s', '1y', 'abc'])('refuses "%s"', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [340, '340 ms'],
    [4_210, '4.2 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [273_600_000, '3 d 4 h'],
  ])('writes %d ms', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('sizes', () => {
  it.each([
    ['1024', 1_024],
    ['256Mi', 268_435_456],
    ['1.5Gi', 1_610_612_736],
    ['500M', 500_000_000],
    ['10k', 10_000],
  ])('reads %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', '1MB', 'Mi', '-1', '1 Mi', '1e3'])('refuses "%s"', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });

  it.each([
    [0, '0 B'],
    [900, '900 B'],
    [1_288_490_189, '1.2 GiB'],
    [54_525_952, '52 MiB'],
  ])('writes %d', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });
});

describe('parseCpu and parsePercentage', () => {
  it('reads cores and millicores', () => {
    expect([parseCpu('500m'), parseCpu('2'), parseCpu('0.5'), parseCpu('2c')]).toEqual([0.5, 2, 0.5, undefined]);
  });

  it('needs the percent sign', () => {
    expect([parsePercentage('50%'), parsePercentage('99.9%'), parsePercentage('50')]).toEqual([0.5, 0.999, undefined]);
  });
});
