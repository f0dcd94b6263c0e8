import { describe, expect, test } from 'vitest';
import { expectFinding, readSound } from '../marked.testing.ts';

interface Parts {
  readonly metadata?: string;
  readonly target?: string;
  readonly window?: string;
  readonly indicator?: string;
  readonly more?: string;
}

const RATIO = `ratio:
      errors: { metric: 'requests_total{code=~"5.."}' }
      total: { metric: requests_total }`;

/** An objective with these parts, the others sound. */
function pyrraText(parts: Parts = {}): string {
  const {
    metadata = '{ name: errors, labels: { pyrra.dev/service: shop } }',
    target = '"99.9"',
    window = '4w',
    indicator = RATIO,
    more = '',
  } = parts;
  return `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: ${metadata}
spec:
  target: ${target}
  window: ${window}
  indicator:
    ${indicator}
  ${more}
`;
}

function only(text: string) {
  const { objectives, warnings } = readSound(text);
  expect(warnings).toEqual([]);
  expect(objectives).toHaveLength(1);
  return objectives[0];
}

test('a ratio of errors', () => {
  expect(only(pyrraText({ more: 'description: All is well.' }))).toEqual({
    service: 'shop',
    name: 'errors',
    description: 'All is well.',
    target: '99.9',
    period: { kind: 'rolling', lengthMs: 28 * 86_400_000 },
    indicator: {
      kind: 'events',
      total: { form: 'counters', promql: 'requests_total' },
      part: 'bad',
      count: { form: 'counters', promql: 'requests_total{code=~"5.."}' },
    },
    budgeting: { method: 'occurrences' },
    alerting: { page: true, ticket: true, noData: true },
    labels: {},
    annotations: {},
  });
});

describe('indicators', () => {
  test.each([
    [
      'latency, with an offset',
      'latency:\n      success: { metric: \'d_bucket{le="1"} offset 1m\' }\n      total: { metric: d_count offset 1m }',
      {
        kind: 'events',
        total: { form: 'counters', promql: 'd_count offset 1m' },
        part: 'good',
        count: { form: 'counters', promql: 'd_bucket{le="1"} offset 1m' },
      },
    ],
    [
      'successes',
      'ratio: { success: { metric: good_total }, total: { metric: all_total } }',
      {
        kind: 'events',
        total: { form: 'counters', promql: 'all_total' },
        part: 'good',
        count: { form: 'counters', promql: 'good_total' },
      },
    ],
    [
      'errors and successes, which are all there is',
      'ratio: { errors: { metric: bad_total }, success: { metric: good_total } }',
      {
        kind: 'events',
        total: {
          form: 'counters',
          promql:
            'sum by (job, instance) (label_replace(bad_total, "nines_term", "1", "", "")' +
            ' or label_replace(good_total, "nines_term", "2", "", ""))',
        },
        part: 'bad',
        count: { form: 'counters', promql: 'bad_total' },
      },
    ],
    [
      'what is one while all is well',
      'bool_gauge: { metric: \'up{job="x"}\' }',
      { kind: 'condition', metric: 'up{job="x"}', operator: 'eq', value: 1 },
    ],
  ])('%s', (_name, indicator, expected) => {
    expect(only(pyrraText({ indicator }))?.indicator).toEqual(expected);
  });
});

test.each([
  ['99', '99'],
  ['"99.50"', '99.5'],
  ['99.9', '99.9'],
])('a target of %s', (target, expected) => {
  expect(only(pyrraText({ target }))?.target).toBe(expected);
});

test.each([
  ['2w', 14],
  ['1y', 365],
  ['1d12h', 1.5],
])('a window of %s', (window, days) => {
  expect(only(pyrraText({ window }))?.period).toEqual({ kind: 'rolling', lengthMs: days * 86_400_000 });
});

test('labels with the prefix of Pyrra are passed on, as the namespace is', () => {
  const metadata = '{ name: errors, namespace: prod, labels: { role: x, pyrra.dev/service: shop, pyrra.dev/team: a } }';
  const more = 'alerting: { labels: { tier: 1 }, annotations: { summary: s } }';
  expect(only(pyrraText({ metadata, more }))).toMatchObject({
    labels: { namespace: 'prod', team: 'a', tier: '1' },
    annotations: { summary: 's' },
  });
});

test('without a service the objective is its own', () => {
  expect(readSound(pyrraText({ metadata: '{ name: errors }' }))).toMatchObject({
    objectives: [{ service: 'errors', name: 'errors' }],
    warnings: ['SLO_READ_AS'],
  });
});

test.each([
  ['{ disabled: true }', { page: false, ticket: false, noData: false }],
  ['{ burnrates: false }', { page: false, ticket: false, noData: true }],
  ['{ absent: false }', { page: true, ticket: true, noData: false }],
  [
    '{ name: ErrorBudgetBurn, severities: { fastBurn: critical, absent: "" } }',
    { page: true, ticket: true, noData: true },
  ],
])('alerting: %s', (alerting, expected) => {
  expect(only(pyrraText({ more: `alerting: ${alerting}` }))?.alerting).toEqual(expected);
});

test.each<[code: string, marked: string, says: string]>([
  ['SLO_UNSUPPORTED', pyrraText().replace('pyrra.dev/v1alpha1', '▶pyrra.dev/v1'), "Pyrra's pyrra.dev/v1 is not read"],
  ['SLO_UNSUPPORTED', pyrraText().replace('ServiceLevelObjective', '▶Something'), "Pyrra's Something is not read"],
  ['SLO_UNKNOWN_KEY', pyrraText({ more: '▶targt: "1"' }), 'unknown key spec.targt'],
  [
    'SLO_UNSUPPORTED',
    pyrraText({ indicator: '▶latencyNative: { latency: 1s, total: { metric: a } }' }),
    'native histograms',
  ],
  ['SLO_MISSING_KEY', pyrraText({ indicator: '{}' }).replace('indicator:', '▶indicator:'), '`latencyNative`'],
  ['SLO_MISSING_KEY', pyrraText({ indicator: '▶ratio: { errors: { metric: a } }' }), 'total is missing'],
  ['SLO_MISSING_KEY', pyrraText({ indicator: '▶ratio: { total: { metric: a } }' }), '`errors` and `success`'],
  ['SLO_BAD_VALUE', pyrraText({ target: '▶"100"' }), 'leaves nothing to spend'],
  ['SLO_BAD_VALUE', pyrraText({ target: '▶"NaN"' }), 'above 0 and below 100'],
  ['SLO_BAD_VALUE', pyrraText({ target: '▶-99' }), 'above 0 and below 100'],
  ['SLO_BAD_VALUE', pyrraText({ window: '▶2t' }), 'a duration such as `4w`'],
  ['SLO_BAD_VALUE', pyrraText({ window: '▶0s' }), 'from 1m to ten years'],
  ['SLO_BAD_VALUE', pyrraText({ window: '▶99999999999d' }), 'from 1m to ten years'],
  ['SLO_QUERY_SYNTAX', pyrraText({ indicator: RATIO.replace('"5.."', '▶"5..') }), 'does not end'],
  [
    'SLO_QUERY_SYNTAX',
    pyrraText({ indicator: 'ratio: { errors: { metric: a_total }, success: { metric: "b_total▶)" } }' }),
    'unexpected `)`',
  ],
  [
    'SLO_SAME_QUERY',
    pyrraText({ indicator: 'ratio: { errors: { metric: ▶a }, total: { metric: a } }' }),
    'every event',
  ],
  ['SLO_READ_AS', pyrraText({ indicator: `${RATIO}\n      grouping: ▶[route]` }), 'not each route by itself'],
  ['SLO_NOT_CARRIED', pyrraText({ more: '▶latency: "1"' }), 'the one of the bucket'],
  ['SLO_NOT_CARRIED', pyrraText({ more: '▶partial_response_strategy: warn' }), 'it is for Thanos'],
  ['SLO_NOT_CARRIED', pyrraText({ more: 'alerting: { ▶name: Mine }' }), 'called ErrorBudgetBurn'],
  ['SLO_NOT_CARRIED', pyrraText({ more: 'alerting: { ▶absentName: Mine }' }), 'called ObjectiveWithoutData'],
  ['SLO_NOT_CARRIED', pyrraText({ more: 'alerting: { severities: { ▶slowBurn: info } }' }), 'is warning'],
  ['SLO_NOT_CARRIED', pyrraText({ more: 'alerting: { ▶burnRateType: dynamic }' }), 'no evidence'],
  [
    'SLO_NOT_CARRIED',
    pyrraText({ metadata: '{ name: a, labels: { pyrra.dev/service: s, ▶pyrra.dev/a-b: c } }' }),
    'the label a-b',
  ],
  ['SLO_READ_AS', pyrraText({ metadata: '{ name: a, labels: { pyrra.dev/service: ▶a/b } }' }), 'a/b is called a-b'],
])('%s: %s', (code, marked, says) => {
  expectFinding(marked, code, says);
});
