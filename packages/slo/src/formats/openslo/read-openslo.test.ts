import { describe, expect, test } from 'vitest';
import { ALL_ALERTS } from '../../objective/objective.ts';
import { readSound } from '../marked.testing.ts';
import { metric, sloText } from './openslo.testing.ts';

const DAY_MS = 86_400_000;

function only(text: string) {
  const { objectives, warnings } = readSound(text);
  expect(warnings).toEqual([]);
  expect(objectives).toHaveLength(1);
  return objectives[0];
}

test('a ratio of events over a rolling window', () => {
  expect(only(sloText())).toEqual({
    service: 'shop',
    name: 'errors',
    target: '99.9',
    period: { kind: 'rolling', lengthMs: 28 * DAY_MS },
    indicator: {
      kind: 'events',
      total: { form: 'counters', promql: 'requests_total' },
      part: 'good',
      count: { form: 'counters', promql: 'requests_total{code!~"5.."}' },
    },
    budgeting: { method: 'occurrences' },
    alerting: ALL_ALERTS,
    labels: {},
    annotations: {},
  });
});

describe('indicators', () => {
  test.each([
    [
      'bad events',
      `ratioMetric:\n  counter: true\n  bad: ${metric('errors_total')}\n  total: ${metric('sum(requests_total)')}`,
      {
        kind: 'events',
        total: { form: 'counters', promql: 'requests_total' },
        part: 'bad',
        count: { form: 'counters', promql: 'errors_total' },
      },
    ],
    [
      'a ratio of successes that is there already',
      `ratioMetric:\n  rawType: success\n  raw: ${metric('success_ratio')}`,
      { kind: 'share', metric: 'success_ratio', part: 'good' },
    ],
    [
      'a ratio of failures that is there already',
      `ratioMetric:\n  rawType: failure\n  raw: ${metric('failure_ratio')}`,
      { kind: 'share', metric: 'failure_ratio', part: 'bad' },
    ],
  ])('%s', (_name, sli, indicator) => {
    expect(only(sloText({ sli }))?.indicator).toEqual(indicator);
  });

  test('without `counter`, figures that are named as counters are taken for such, which is told', () => {
    const sli = (good: string, total: string): string =>
      `ratioMetric:\n  good: ${metric(good)}\n  total: ${metric(total)}`;
    expect(readSound(sloText({ sli: sli('good_total', 'sum(all_total)') }))).toMatchObject({
      objectives: [{ indicator: { count: { form: 'counters' }, total: { form: 'counters', promql: 'all_total' } } }],
      warnings: ['SLO_READ_AS'],
    });
    expect(readSound(sloText({ sli: sli('good', 'all') }))).toMatchObject({
      objectives: [{ indicator: { count: { form: 'window' }, total: { form: 'window' } } }],
      warnings: ['SLO_QUERY_OPAQUE', 'SLO_QUERY_OPAQUE'],
    });
    expect(readSound(sloText({ sli: sli('sum(rate(good[5m]))', 'sum(rate(all[5m]))') })).warnings).toEqual([]);
  });

  test.each(['lte', 'gte', 'lt', 'gt'])('a figure that is to be %s a value', (op) => {
    const objectives = `- { target: 0.999, op: ${op}, value: 0.5 }`;
    expect(only(sloText({ sli: `thresholdMetric: ${metric('latency')}`, objectives }))?.indicator).toEqual({
      kind: 'condition',
      metric: 'latency',
      operator: op,
      value: 0.5,
    });
  });

  test('by reference, with a data source by reference, in whatever order', () => {
    const text = `${sloText().replace(/indicator:\n[^]*timeWindow/, 'indicatorRef: latency\n  timeWindow')}
---
apiVersion: openslo/v1
kind: SLI
metadata: { name: latency }
spec:
  ratioMetric:
    counter: true
    good: { metricSource: { metricSourceRef: main, spec: { query: fast_total } } }
    total: { metricSource: { metricSourceRef: main, spec: { query: all_total } } }
---
apiVersion: openslo/v1
kind: DataSource
metadata: { name: main }
spec: { type: prometheus, connectionDetails: { url: "http://127.0.0.1:9090" } }
`;
    expect(only(text)?.indicator).toMatchObject({ count: { promql: 'fast_total' }, total: { promql: 'all_total' } });
  });
});

describe('windows', () => {
  test.each([
    ['5m', 5 * 60_000],
    ['12h', DAY_MS / 2],
    ['1d', DAY_MS],
    ['4w', 28 * DAY_MS],
    ['366d', 366 * DAY_MS],
  ])('rolling, of %s', (duration, lengthMs) => {
    const window = `[{ duration: ${duration}, isRolling: true }]`;
    expect(readSound(sloText({ window })).objectives[0]?.period).toEqual({ kind: 'rolling', lengthMs });
  });

  test.each([
    ['1M', 30],
    ['1Q', 90],
    ['1Y', 365],
  ])('rolling, of %s, which is said to be so many days', (duration, days) => {
    const { objectives, warnings } = readSound(sloText({ window: `[{ duration: ${duration}, isRolling: true }]` }));
    expect(objectives[0]?.period).toEqual({ kind: 'rolling', lengthMs: days * DAY_MS });
    expect(warnings).toEqual(['SLO_READ_AS']);
  });

  test.each([
    ['1d', 'day'],
    ['1w', 'week'],
    ['7d', 'week'],
    ['1M', 'month'],
    ['1Q', 'quarter'],
    ['3M', 'quarter'],
    ['1Y', 'year'],
    ['12M', 'year'],
  ])('of the calendar, of %s', (duration, unit) => {
    const calendar = '{ startTime: 2024-01-01 00:00:00, timeZone: Europe/Berlin }';
    const window = `[{ duration: ${duration}, calendar: ${calendar} }]`;
    expect(only(sloText({ window }))?.period).toEqual({ kind: 'calendar', unit, timezone: 'Europe/Berlin' });
  });

  test.each([
    ['1M', '2024-01-01 12:00:00', 'SLO_READ_AS'],
    ['1M', '2024-01-15 00:00:00', 'SLO_READ_AS'],
    ['1w', '2022-01-01 00:00:00', 'SLO_READ_AS'],
    ['1Q', '2024-02-01 00:00:00', 'SLO_READ_AS'],
    ['1Q', '2024-10-01', undefined],
    ['1w', '2024-01-08 00:00', undefined],
  ])('of the calendar, of %s from %s: it is said that Nines begins elsewhere', (duration, startTime, code) => {
    const window = `[{ duration: ${duration}, calendar: { startTime: "${startTime}", timeZone: UTC } }]`;
    expect(readSound(sloText({ window })).warnings).toEqual(code === undefined ? [] : [code]);
  });

  test('none: thirty days, which is said', () => {
    expect(readSound(sloText({ window: '' }))).toMatchObject({
      objectives: [{ period: { kind: 'rolling', lengthMs: 30 * DAY_MS } }],
      warnings: ['SLO_READ_AS'],
    });
  });
});

describe('budgets', () => {
  test.each([
    ['Occurrences', '{ target: 0.99 }', { method: 'occurrences' }],
    [
      'Timeslices',
      '{ target: 0.99, timeSliceTarget: 0.95, timeSliceWindow: 1m }',
      { method: 'timeslices', sliceMs: 60_000, sliceTarget: 0.95 },
    ],
    [
      'Timeslices',
      '{ target: 0.99, timeSliceTarget: 1, timeSliceWindow: 5 }',
      { method: 'timeslices', sliceMs: 300_000, sliceTarget: 1 },
    ],
    ['RatioTimeslices', '{ target: 0.99, timeSliceWindow: 2h }', { method: 'ratio-timeslices', sliceMs: 7_200_000 }],
  ])('%s %s', (method, objective, budgeting) => {
    expect(only(sloText({ method, objectives: `- ${objective}` }))?.budgeting).toEqual(budgeting);
  });

  test.each([
    ['target: 0.9995', '99.95'],
    ['target: 0.999', '99.9'],
    ['targetPercent: 99.99', '99.99'],
    ['targetPercent: 0.0000001', '0.0000001'],
    ['target: 5e-1', '50'],
  ])('%s', (target, percent) => {
    expect(readSound(sloText({ objectives: `- ${target}` })).objectives[0]?.target).toBe(percent);
  });
});

describe('several objectives', () => {
  test('are called by what they are displayed as', () => {
    const objectives = '- { displayName: Internal Objective, target: 0.995 }\n- { displayName: SLA, target: 0.99 }';
    const read = readSound(sloText({ objectives })).objectives;
    expect(read.map(({ name, target }) => [name, target])).toEqual([
      ['errors-internal-objective', '99.5'],
      ['errors-sla', '99'],
    ]);
  });

  test.each([
    '- { target: 0.995 }\n- { target: 0.99 }',
    '- { displayName: Same, target: 0.995 }\n- { displayName: same!, target: 0.99 }',
    '- { displayName: "!", target: 0.995 }\n- { displayName: b, target: 0.99 }',
  ])('or by their numbers: %s', (objectives) => {
    const { objectives: read } = readSound(sloText({ objectives }));
    expect(read.map(({ name }) => name)).toEqual(['errors-1', 'errors-2']);
  });
});

test('labels and annotations are those of the alerts', () => {
  const metadata = '{ name: errors, labels: { team: [a, b], tier: 1 }, annotations: { runbook_url: "http://x/" } }';
  expect(only(sloText({ metadata }))).toMatchObject({
    labels: { team: 'a,b', tier: '1' },
    annotations: { runbook_url: 'http://x/' },
  });
});

test('names in any script, and what has no value, are as good as any', () => {
  const metadata = '{ name: "Verfügbarkeit, 今日!", labels: , annotations: }';
  expect(only(sloText({ metadata, more: 'alertPolicies:\ndescription:' }))).toMatchObject({
    name: 'Verfügbarkeit, 今日!',
  });
});

test('JSON is YAML', () => {
  const document = {
    apiVersion: 'openslo/v1',
    kind: 'SLO',
    metadata: { name: 'a' },
    spec: {
      service: 's',
      indicator: {
        spec: {
          ratioMetric: {
            counter: true,
            bad: { metricSource: { type: 'Prometheus', spec: { query: 'b{c="d"}' } } },
            total: { metricSource: { type: 'Prometheus', spec: { query: 'a' } } },
          },
        },
      },
      timeWindow: [{ duration: '28d', isRolling: true }],
      budgetingMethod: 'Occurrences',
      objectives: [{ target: 0.99 }],
    },
  };
  for (const indent of [0, 2, '\t']) {
    expect(only(JSON.stringify(document, null, indent))).toMatchObject({ name: 'a', target: '99' });
    expect(only(JSON.stringify([document], null, indent))).toMatchObject({ name: 'a', target: '99' });
  }
});
