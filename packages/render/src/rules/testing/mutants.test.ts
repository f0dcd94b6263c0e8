import { describe, expect, it } from 'vitest';
import { mutantsOf } from './mutants.ts';

const changes = (expr: string): readonly string[] => mutantsOf({ record: 'x', expr }, 5).map(({ rule }) => rule.expr);

describe('faults made in a rule', () => {
  it('are in comparisons, thresholds, windows, sums and selectors', () => {
    expect(changes('sum by (job) (rate(errors{job="api"}[1m])) > 5')).toEqual([
      'max by (job) (rate(errors{job="api"}[1m])) > 5',
      'sum by (job) (increase(errors{job="api"}[1m])) > 5',
      'sum (rate(errors{job="api"}[1m])) > 5',
      'sum by (job) (rate(errors{job!="api"}[1m])) > 5',
      'sum by (job) (rate(errors{}[1m])) > 5',
      'sum by (job) (rate(errors{job="api"}[1m])) >= 5',
      'sum by (job) (rate(errors{job="api"}[1m])) < 5',
      'sum by (job) (rate(errors{job="api"}[1m])) > 5.5',
      'sum by (job) (rate(errors{job="api"}[1m])) > 4.5',
      'sum by (job) (rate(errors{job="api"}[2m])) > 5',
    ]);
  });

  it('are in what joins conditions', () => {
    expect(changes('a == 0 and b')).toEqual(['a != 0 and b', 'a == 0 or b', 'a == 0 unless b', 'a == 1 and b']);
  });

  it('are in how long an alert has to hold', () => {
    const alert = { alert: 'A', expr: 'up', labels: {}, annotations: {} };
    const durations = (hold: string): readonly unknown[] =>
      mutantsOf({ ...alert, for: hold }, 5).map(({ rule }) => ('for' in rule ? rule.for : undefined));
    expect(durations('1m')).toEqual(['65s', '55s']);
    expect(durations('0s')).toEqual(['5s']);
  });
});
