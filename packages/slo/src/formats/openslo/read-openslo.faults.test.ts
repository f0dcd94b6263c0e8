/** One example for each fault that OpenSLO can have; what is expected is all that may be found. */
import { expect, test } from 'vitest';
import { expectFinding } from '../marked.testing.ts';
import { readObjectiveFiles } from '../read-objectives.ts';
import { metric, sloText } from './openslo.testing.ts';

const ratio = (lines: string): string =>
  sloText({ sli: `ratioMetric:\n  counter: true\n${lines.replaceAll(/^/gm, '  ')}` });
const objective = (text: string, method = 'Occurrences'): string => sloText({ objectives: text, method });
const window = (text: string): string => sloText({ window: text });
const metadata = (text: string): string => sloText({ metadata: text });
const GOOD = 'good: { metricSource: { type: Prometheus, spec: { query: good_total } } }';
const TOTAL = `total: ${metric('all_total')}`;
const policy = (text: string): string => sloText({ more: `alertPolicies:\n  - ${text}` });

test.each<[code: string, marked: string, says: string]>([
  [
    'SLO_UNSUPPORTED',
    sloText().replace('openslo/v1', '▶openslo/v2alpha'),
    'OpenSLO v2alpha is not read yet, for later',
  ],
  ['SLO_UNSUPPORTED', sloText().replace('openslo/v1', '▶openslo.com/v2alpha1'), 'v2alpha1 is not read yet, for later'],
  ['SLO_UNSUPPORTED', sloText().replace('openslo/v1', '▶openslo/v1alpha'), 'write it as `openslo/v1`'],
  ['SLO_BAD_VALUE', sloText().replace('kind: SLO', 'kind: ▶SL0'), 'did you mean `SLO`'],
  ['SLO_UNKNOWN_KEY', sloText({ more: '▶alertPolices: []' }), 'did you mean `alertPolicies`?'],
  ['SLO_UNKNOWN_KEY', objective('- { target: 0.99, ▶wibble: 1 }'), 'known here: displayName, op, value, target'],
  ['SLO_MISSING_KEY', sloText().replace(/spec:\n {2}service: shop/, '▶spec:'), 'spec.service is missing'],
  ['SLO_MISSING_KEY', metadata('{ }').replace('metadata:', '▶metadata:'), 'metadata.name is missing'],
  ['SLO_WRONG_TYPE', objective('- { target: ▶"0.99" }'), 'a share such as `0.999`, not "0.99"'],
  ['SLO_WRONG_TYPE', objective('- { target: ▶.nan }'), 'a share such as `0.999`'],
  ['SLO_WRONG_TYPE', objective('- { target: ▶.inf }'), 'a share such as `0.999`'],
  ['SLO_WRONG_TYPE', objective('- { target: ▶1e999 }'), 'a share such as `0.999`'],
  ['SLO_BAD_VALUE', objective('- { target: ▶0 }'), 'above 0 and below 1'],
  ['SLO_BAD_VALUE', objective('- { target: ▶1 }'), 'above 0 and below 1'],
  ['SLO_BAD_VALUE', objective('- { target: ▶-1 }'), 'above 0 and below 1'],
  ['SLO_BAD_VALUE', objective('- { target: ▶99.9 }'), 'above 0 and below 1'],
  ['SLO_BAD_VALUE', objective('- { targetPercent: ▶1e300 }'), 'above 0 and below 100'],
  ['SLO_BAD_VALUE', objective('- { target: 0.9, ▶targetPercent: 90 }'), 'exclude each other'],
  ['SLO_MISSING_KEY', objective('- ▶displayName: x'), 'one of `target` and `targetPercent`'],
  ['SLO_BAD_VALUE', sloText({ objectives: '▶[]' }).replace('objectives:\n   ', 'objectives:'), 'no objective'],
  ['SLO_BAD_VALUE', sloText({ method: '▶Sometimes' }), 'one of `Occurrences`, `Timeslices`, `RatioTimeslices`'],
  ['SLO_MISSING_KEY', objective('- ▶{ target: 0.9, timeSliceWindow: 1m }', 'Timeslices'), 'timeSliceTarget is missing'],
  ['SLO_MISSING_KEY', objective('- ▶{ target: 0.9, timeSliceTarget: 1 }', 'Timeslices'), 'timeSliceWindow is missing'],
  [
    'SLO_BAD_VALUE',
    objective('- { target: 0.9, timeSliceTarget: ▶1.1, timeSliceWindow: 1m }', 'Timeslices'),
    'at most 1',
  ],
  ['SLO_BAD_VALUE', objective('- { target: 0.9, timeSliceWindow: ▶1w }', 'RatioTimeslices'), 'from 1m to 1d'],
  ['SLO_BAD_VALUE', objective('- { target: 0.9, timeSliceWindow: ▶0.5 }', 'RatioTimeslices'), 'whole minutes'],
  ['SLO_UNSUPPORTED', objective('- { target: 0.9, ▶compositeWeight: 2 }'), 'composite objectives are not read yet'],
  ['SLO_UNSUPPORTED', objective('- { target: 0.9, ▶indicatorRef: b }'), 'composite objectives are not read yet'],
  ['SLO_BAD_VALUE', window('[{ duration: ▶0d, isRolling: true }]'), 'from 1m to ten years'],
  ['SLO_BAD_VALUE', window('[{ duration: ▶11Y, isRolling: true }]'), 'from 1m to ten years'],
  ['SLO_BAD_VALUE', window('[{ duration: ▶28 d, isRolling: true }]'), 'a whole number and a unit'],
  ['SLO_WRONG_TYPE', window('[{ duration: ▶28, isRolling: true }]'), 'a whole number and a unit'],
  [
    'SLO_BAD_VALUE',
    window('[{ duration: 1d, isRolling: true }, ▶{ duration: 2d, isRolling: true }]'),
    'one time window',
  ],
  ['SLO_BAD_VALUE', window('[{ duration: 1d, ▶isRolling: false }]'), 'needs `calendar`'],
  [
    'SLO_BAD_VALUE',
    window('[{ duration: 1d, isRolling: true, ▶calendar: { startTime: 2024-01-01, timeZone: UTC } }]'),
    'begins at any moment',
  ],
  [
    'SLO_BAD_VALUE',
    window('[{ duration: 1d, calendar: { startTime: ▶2024-02-30, timeZone: UTC } }]'),
    'a time such as `2024-01-01 00:00:00`',
  ],
  [
    'SLO_BAD_VALUE',
    window('[{ duration: 1d, calendar: { startTime: 2024-01-01, timeZone: ▶Mars/Olympus } }]'),
    'no time zone Mars/Olympus',
  ],
  [
    'SLO_UNSUPPORTED',
    window('[{ duration: ▶2M, calendar: { startTime: 2024-01-01, timeZone: UTC } }]'),
    '2M is no period of the calendar',
  ],
  [
    'SLO_MISSING_KEY',
    sloText({ sli: 'description: x' }).replace('    spec:', '    ▶spec:'),
    '`thresholdMetric` and `ratioMetric`',
  ],
  ['SLO_MISSING_KEY', ratio(TOTAL).replace('ratioMetric:', '▶ratioMetric:'), 'one of `good` and `bad`'],
  ['SLO_MISSING_KEY', ratio(GOOD).replace('ratioMetric:', '▶ratioMetric:'), 'one of `total` and `raw`'],
  ['SLO_BAD_VALUE', ratio(`${GOOD}\n▶bad: ${metric('b_total')}\n${TOTAL}`), '`good` and `bad` exclude each other'],
  [
    'SLO_MISSING_KEY',
    ratio(`raw: ${metric('ratio')}`).replace('counter: true', '▶counter: true'),
    'rawType is missing',
  ],
  [
    'SLO_MISSING_KEY',
    sloText({ sli: `thresholdMetric: ${metric('a')}`, objectives: '- ▶{ target: 0.9, value: 1 }' }),
    'op is missing',
  ],
  [
    'SLO_MISSING_KEY',
    sloText({ sli: `thresholdMetric: ${metric('a')}`, objectives: '- ▶{ target: 0.9, op: lt }' }),
    'value is missing',
  ],
  ['SLO_MISSING_KEY', ratio(`${GOOD}\ntotal: { ▶metricSource: { spec: { query: a } } }`), 'type is missing'],
  [
    'SLO_UNKNOWN_REFERENCE',
    ratio(`${GOOD}\ntotal: { metricSource: { metricSourceRef: ▶main, spec: { query: a } } }`),
    'add the DataSource',
  ],
  [
    'SLO_UNSUPPORTED',
    ratio(`${GOOD}\ntotal: { metricSource: { type: ▶Loki, spec: { query: a } } }`),
    'metrics of Loki',
  ],
  ['SLO_MISSING_KEY', ratio(`${GOOD}\ntotal: { metricSource: { type: Prometheus, ▶spec: { } } }`), 'query is missing'],
  [
    'SLO_WRONG_TYPE',
    ratio(`${GOOD}\ntotal: { metricSource: { type: Prometheus, spec: { query: ▶5 } } }`),
    'must be PromQL',
  ],
  [
    'SLO_NOT_CARRIED',
    ratio(`${GOOD}\ntotal: { metricSource: { type: Prometheus, spec: { query: a, ▶dimensions: [x] } } }`),
    'dimensions of a metric source',
  ],
  ['SLO_QUERY_SYNTAX', ratio(`${GOOD}\ntotal: ${metric('sum(rate(a_total[5m])▶')}`), 'ends too early'],
  ['SLO_QUERY_SYNTAX', ratio(`${GOOD}\ntotal: ${metric('sum(a{b=▶"c})')}`), 'the string does not end'],
  [
    'SLO_QUERY_SYNTAX',
    ratio(
      `${GOOD}\ntotal:\n  metricSource:\n    type: Prometheus\n    spec:\n      query: |\n        sum(\n          ▶rate(a_total)\n        )`,
    ),
    '`rate` needs a range',
  ],
  [
    'SLO_QUERY_OPAQUE',
    ratio(`${GOOD}\ntotal: ${metric('▶avg(rate(all_total[5m]))')}`),
    '`avg(rate(all_total[5m]))` is no sum',
  ],
  [
    'SLO_QUERY_UNITS',
    ratio(`good: ${metric('▶sum(rate(good_total[5m]))')}\ntotal: ${metric('sum(increase(all_total[5m]))')}`),
    'events a second',
  ],
  ['SLO_SAME_QUERY', ratio(`good: ${metric('▶all_total')}\n${TOTAL}`), 'every event would be the same'],
  [
    'SLO_UNKNOWN_REFERENCE',
    sloText().replace(/indicator:\n[^]*timeWindow/, 'indicatorRef: ▶latency\n  timeWindow'),
    'no SLI latency',
  ],
  ['SLO_BAD_VALUE', sloText({ more: '▶indicatorRef: x' }), '`indicator` and `indicatorRef` exclude each other'],
  ['SLO_READ_AS', sloText().replace('service: shop', 'service: ▶a/b'), 'a/b is called a-b'],
  ['SLO_BAD_NAME', metadata('{ name: ▶" errors" }'), 'begins or ends with a blank'],
  ['SLO_BAD_NAME', metadata(String.raw`{ name: ▶"a\u202Eb" }`), 'cannot be seen'],
  ['SLO_BAD_NAME', metadata(`{ name: ▶${'a'.repeat(254)} }`), 'more than 253 characters'],
  ['SLO_NOT_CARRIED', metadata('{ name: a, labels: { ▶a-b: x } }'), 'the label a-b'],
  ['SLO_NOT_CARRIED', metadata('{ name: a, labels: { ▶severity: x } }'), 'Nines sets it itself'],
  ['SLO_NOT_CARRIED', metadata('{ name: a, annotations: { ▶openslo.com/x: y } }'), 'meant for another tool'],
  ['SLO_UNKNOWN_KEY', metadata('{ name: a, annotations: { ▶nines.dev/burnalerts: page } }'), '`nines.dev/burn-alerts`'],
  ['SLO_BAD_VALUE', metadata('{ name: a, annotations: { nines.dev/burn-alerts: ▶everybody } }'), '`page, ticket`'],
  ['SLO_NOT_CARRIED', policy('▶alertPolicyRef: elsewhere'), 'stands in none of the documents'],
  [
    'SLO_NOT_CARRIED',
    policy(
      '▶{ metadata: { name: fast }, spec: { conditions: [{ spec: { severity: page, condition: { op: gt, threshold: 14.4, lookbackWindow: 1h } } }] } }',
    ),
    'alert policy fast is not carried over: its condition has one window',
  ],
  ['SLO_MISSING_KEY', policy('▶kind: AlertPolicy'), 'either `alertPolicyRef` or `spec`'],
  ['SLO_TIER_CANNOT_FIRE', `▶${objective('- { target: 0.93 }')}`, 'shop/errors promises 93%'],
  [
    'SLO_DUPLICATE_NAME',
    `${sloText()}\n---\n${sloText().replace('name: errors', 'name: ▶errors')}`,
    'another SLO with the name errors',
  ],
])('%s: %s', (code, marked, says) => {
  expectFinding(marked, code, says);
});

test('two SLOs may state the same objective only once', () => {
  const second = sloText({ metadata: '{ name: other, annotations: { nines.dev/name: errors } }' });
  expectFinding(`${sloText()}\n---\n▶${second}`, 'SLO_DUPLICATE_OBJECTIVE', 'shop/errors is there already');
});

test('an SLI may stand in another file', () => {
  const slo = sloText().replace(/indicator:\n[^]*timeWindow/, 'indicatorRef: latency\n  timeWindow');
  const sli = `apiVersion: openslo/v1
kind: SLI
metadata: { name: latency }
spec: { ratioMetric: { counter: true, good: ${metric('rate(')}, total: ${metric('b')} } }`;
  const { diagnostics } = readObjectiveFiles([
    { file: 'slo.yaml', text: slo },
    { file: 'sli.yaml', text: sli },
  ]);
  expect(diagnostics).toMatchObject([{ code: 'SLO_QUERY_SYNTAX', file: 'sli.yaml', line: 4 }]);
});
