import { describe, expect, it } from 'vitest';
import { attainmentText, bar, budgetText, errorText, promiseText } from './objective-texts.ts';

describe('figures of objectives', () => {
  it.each([
    [1 - 480 / 964_800, '99.9502%'],
    [0.952, '95.20%'],
    [0.999, '99.900%'],
    [1 - 0.001001, '99.899%'],
    [0.5, '50.00%'],
    [0, '0.00%'],
    [1, '100%'],
    [1 - 1e-7, '99.999990%'],
    [null, '-'],
  ])('attainment %d is %s', (ratio, text) => {
    expect(attainmentText(ratio)).toBe(text);
  });

  it('show errors as precisely as they are rare', () => {
    const texts = [480 / 964_800, 0.001001, 0.1, 1, 0, 1e-9].map(errorText);
    expect(texts).toEqual(['0.0498%', '0.101%', '10.00%', '100.00%', '0%', '0.000001%']);
  });

  it('show budgets below none and above all', () => {
    expect([0.498, 1, -1.2].map(budgetText)).toEqual(['49.8%', '100.0%', '-120.0%']);
    expect([0.5, 2, -1].map((ratio) => bar(ratio, 4))).toEqual(['██░░', '████', '░░░░']);
  });

  it('name what is promised', () => {
    const rolling = { kind: 'rolling', lengthSeconds: 30 * 86_400 } as const;
    const calendar = { kind: 'calendar', unit: 'month', timezone: 'Europe/Berlin' } as const;
    expect(promiseText({ target: '99.9', period: rolling })).toBe('99.9% of 30d');
    expect(promiseText({ target: '99', period: { ...rolling, lengthSeconds: 129_600 } })).toBe('99% of 36h');
    expect(promiseText({ target: '99', period: calendar })).toBe('99% of each month (Europe/Berlin)');
  });
});
