import { describe, expect, test } from 'vitest';
import { asCount, readCount } from './read-count.ts';

describe('led back to counters', () => {
  test.each([
    ['a_total', 'a_total'],
    ['sum(a_total{b="c"})', 'a_total{b="c"}'],
    ['sum without (pod) (a_total)', 'a_total'],
    ['rate(a_total[5m])', 'a_total'],
    ['sum(rate(a_total{b="c"}[5m]))', 'a_total{b="c"}'],
    ['sum by (route) (increase(a_total[$window]))', 'a_total'],
    ['sum(sum by (route) (rate(a_total[{{.window}}])))', 'a_total'],
    [' ( sum(rate(a_total[5m])) ) ', 'a_total'],
    ['sum(rate(a_total[5m] offset 1m))', 'a_total offset 1m'],
    ['sum(a_total offset 1m)', 'a_total offset 1m'],
    ['sum(rate(a_total[5m])) or vector(0)', 'a_total'],
    ['(sum(increase(a_total[5m])) OR on() vector(0.0))', 'a_total'],
    ['clamp_min(a_total, 0)', 'clamp_min(a_total, 0)'],
    ['a_total or b_total', 'a_total or b_total'],
    ['sum(a_total) / 2', 'sum(a_total) / 2'],
  ])('%s', (promql, counters) => {
    expect(asCount(promql)).toEqual({ form: 'counters', promql: counters });
  });

  test('a difference, in which a process without the second has none of it', () => {
    const all = 'sum by (job, instance) (d_count)';
    const fast = 'sum by (job, instance) (d_bucket{le="0.4"})';
    const slow = `${all} - (${fast} or ${all} * 0)`;
    for (const promql of [
      'sum(rate(d_count[{{.window}}])) - sum(rate(d_bucket{le="0.4"}[{{.window}}]))',
      'sum(rate(d_count[5m]) - ignoring (le) rate(d_bucket{le="0.4"}[5m]))',
      'd_count - ignoring (le) d_bucket{le="0.4"}',
    ]) {
      expect(asCount(promql)).toEqual({ form: 'counters', promql: slow });
    }
  });

  test('a sum, whose counters are kept apart though only their names differ', () => {
    expect(asCount('sum(rate(a_total[5m])) + sum(rate(b_total[5m]))').promql).toBe(
      'sum by (job, instance) (label_replace(a_total, "nines_term", "1", "", "")' +
        ' or label_replace(b_total, "nines_term", "2", "", ""))',
    );
  });
});

describe('left as a query over a window', () => {
  test.each([
    ['avg(rate(a_total[5m]))', '(avg(rate(a_total[5m]))) * 60', 'is no sum'],
    ['sum(irate(a_total[$window]))', '(sum(irate(a_total[$window]))) * 60', '`irate`'],
    ['sum(rate(a_total[5m:1m]))', '(sum(rate(a_total[5m:1m]))) * 60', '`rate` is not a rate of a counter'],
    ['sum(rate(a_total[5m])) * 300', 'sum(rate(a_total[5m])) * 300', 'no sum or difference'],
    ['sum(rate(a_total[5m])) > 0', '(sum(rate(a_total[5m])) > 0) * 60', 'no sum or difference'],
    [
      'sum(rate(a_total[5m])) * on (job) group_left () sum(rate(b_total[5m]))',
      'sum(rate(a_total[5m])) * on (job) group_left () sum(rate(b_total[5m]))',
      'no sum or difference',
    ],
    [
      'sum(rate(a_total[5m])) + sum(increase(b_total[5m]))',
      'sum(rate(a_total[5m])) + sum(increase(b_total[5m]))',
      'mixes rates and increases',
    ],
    ['max(increase(a_total[5m]))', 'max(increase(a_total[$window]))', 'is no sum'],
    [
      'max(increase(a_total[1h])) + max(increase(b_total[1h]))',
      'max(increase(a_total[$window])) + max(increase(b_total[$window]))',
      'is no sum',
    ],
    [
      'sum_over_time((count(ratio < 0.5))[{{.window}}:]) OR on() vector(0)',
      'sum_over_time((count(ratio < 0.5))[$window:]) OR on() vector(0)',
      '`sum_over_time`',
    ],
    ['-sum(rate(a_total[5m]))', '(-sum(rate(a_total[5m]))) * 60', 'more than a sum of rates'],
    ['sum(', 'sum(', 'not understood'],
  ])('%s', (promql, events, why) => {
    const { count, opaque } = readCount(promql);
    expect(count).toEqual({ form: 'window', promql: events });
    expect(opaque).toContain(why);
  });

  test('a figure that is said to be no counter', () => {
    expect(readCount('sum(a)', { counter: false })).toMatchObject({
      count: { form: 'window', promql: 'sum(a)' },
      opaque: 'it is said to be no counter',
    });
    expect(readCount('sum(rate(a_total[5m]))', { counter: false }).count.form).toBe('counters');
  });

  test('once, and not again when it is read again', () => {
    const { promql } = asCount('sum(irate(a_total[5m]))');
    expect(asCount(promql).promql).toBe(promql);
  });
});

test.each([
  ['a_total', 'level'],
  ['sum(rate(a_total[5m]))', 'rate'],
  ['(sum(increase(a_total[5m])) or vector(0))', 'increase'],
  ['sum(rate(a_total[5m])) * 60', undefined],
  ['sum(rate(a_total[5m])) + sum(increase(b_total[5m]))', undefined],
])('the unit of %s is %s', (promql, unit) => {
  expect(readCount(promql).unit).toBe(unit);
});
