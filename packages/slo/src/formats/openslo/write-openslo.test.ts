import fc from 'fast-check';
import { formatDiagnostic } from '@nines/kernel';
import { parseAllDocuments } from 'yaml';
import { describe, expect, test } from 'vitest';
import { eventsObjective, uptimeObjective } from '../../objective/objective.testing.ts';
import { objectiveId } from '../../objective/objective.ts';
import type { Indicator, Objective } from '../../objective/objective.ts';
import { readObjectives } from '../read-objectives.ts';
import { withoutPlace } from '../marked.testing.ts';
import { writeOpenSlo } from './write-openslo.ts';

/** Expects that the documents are read as the same objectives, and that nothing is said of them but of themselves. */
function expectRoundTrip(objectives: readonly Objective[]): void {
  const text = writeOpenSlo(objectives);
  const { objectives: read, diagnostics } = readObjectives(text, 'slo.yaml');
  const aboutThemselves = ['SLO_TIER_CANNOT_FIRE', 'SLO_WINDOW_TOO_SHORT', 'SLO_QUERY_OPAQUE'];
  const others = diagnostics.filter(({ code }) => !aboutThemselves.includes(code));
  expect(others.map(formatDiagnostic).join('\n')).toBe('');
  expect(read.map(withoutPlace)).toEqual(objectives.map(withoutPlace));
}

interface WrittenObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
}

function objectsIn(objectives: readonly Objective[]): readonly WrittenObject[] {
  return parseAllDocuments(writeOpenSlo(objectives)).map((document) => document.toJS() as WrittenObject);
}

test('documents of the reference objective', () => {
  expect(writeOpenSlo([eventsObjective({ alerting: { page: true, ticket: false, noData: true } })]))
    .toBe(`apiVersion: openslo/v1
kind: Service
metadata:
  name: portal
spec: {}
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: errors
  annotations:
    nines.dev/burn-alerts: page
    nines.dev/no-data-alert: "true"
spec:
  service: portal
  indicator:
    metadata:
      name: errors
    spec:
      ratioMetric:
        counter: true
        bad:
          metricSource:
            type: Prometheus
            spec:
              query: requests_total{status_class="5xx"}
        total:
          metricSource:
            type: Prometheus
            spec:
              query: requests_total
  timeWindow:
    - duration: 30d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - target: 0.999
  alertPolicies:
    - alertPolicyRef: burn-1h-5m-x14-4-or-no-data
    - alertPolicyRef: burn-6h-30m-x6-or-no-data
---
apiVersion: openslo/v1
kind: AlertNotificationTarget
metadata:
  name: nines
spec:
  description: Whom Nines tells of alerts
  target: nines
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata:
  name: burn-1h-5m-x14-4-or-no-data
spec:
  alertWhenBreaching: true
  alertWhenResolved: false
  alertWhenNoData: true
  conditions:
    - conditionRef: burn-1h-5m-x14-4
  notificationTargets:
    - targetRef: nines
---
apiVersion: openslo/v1
kind: AlertCondition
metadata:
  name: burn-1h-5m-x14-4
  annotations:
    nines.dev/short-window: 5m
spec:
  description: The budget burns more than 14.4 times too fast over both 1h and 5m
  severity: page
  condition:
    kind: burnrate
    op: gt
    threshold: 14.4
    lookbackWindow: 1h
    alertAfter: 0m
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata:
  name: burn-6h-30m-x6-or-no-data
spec:
  alertWhenBreaching: true
  alertWhenResolved: false
  alertWhenNoData: true
  conditions:
    - conditionRef: burn-6h-30m-x6
  notificationTargets:
    - targetRef: nines
---
apiVersion: openslo/v1
kind: AlertCondition
metadata:
  name: burn-6h-30m-x6
  annotations:
    nines.dev/short-window: 30m
spec:
  description: The budget burns more than 6 times too fast over both 6h and 30m
  severity: page
  condition:
    kind: burnrate
    op: gt
    threshold: 6
    lookbackWindow: 6h
    alertAfter: 0m
`);
});

describe('nothing is lost of', () => {
  test.each<[string, Partial<Objective>]>([
    ['a name that is no DNS label', { name: 'Antwortzeit (95 %)', service: 'Wärmepumpe' }],
    ['a period of seconds', { period: { kind: 'rolling', lengthMs: 90_500 } }],
    ['a quarter', { period: { kind: 'calendar', unit: 'quarter', timezone: 'Asia/Kathmandu' } }],
    ['slices of seconds', { budgeting: { method: 'timeslices', sliceMs: 10_000, sliceTarget: 0.95 } }],
    ['slices of a day', { budgeting: { method: 'ratio-timeslices', sliceMs: 86_400_000 } }],
    ['no alerts', { alerting: { page: false, ticket: false, noData: false } }],
    ['no-data alerts alone', { alerting: { page: false, ticket: false, noData: true } }],
    ['a target that no window can tell of', { target: '0.000000000001' }],
    ['a target of many nines', { target: '99.999999999999' }],
    ['a long description', { description: '💥 '.repeat(1_000) }],
    ['labels of any name', { labels: { team: 'a', _x: 'b', tier: '1', [`l${'x'.repeat(70)}`]: '', on: 'yes' } }],
    ['annotations of any name', { annotations: { summary: 'a\nb: "c"', __: 'd', _e: 'f' } }],
    ['a share', { indicator: { kind: 'share', metric: 'avg(ratio)', part: 'good' } }],
    ['a figure', { indicator: { kind: 'condition', metric: 'queue', operator: 'lte', value: -1e-7 } }],
  ])('%s', (_name, changes) => {
    expectRoundTrip([eventsObjective(changes)]);
  });

  test.each<[string, Indicator]>([
    ['queries over a window', count('window', 'avg(rate(a_total[$window]))', 'window', 'avg(rate(b_total[$window]))')],
    ['rates that are not to be led back to counters', count('window', 'sum(rate(a_total[$window]))', 'window', 'b')],
    ['counters beside a window', count('counters', 'a_total', 'window', '(avg(rate(b_total[5m]))) * 60')],
    ['sums of counters that are to stay sums', count('counters', 'sum(a_total)', 'counters', 'sum(b_total)')],
    ['what is no window', count('counters', 'a{x="$window {{.window}}"}', 'counters', 'b')],
  ])('%s', (_name, indicator) => {
    expectRoundTrip([eventsObjective({ indicator })]);
  });

  test('a condition that is to be equal', () => {
    expectRoundTrip([uptimeObjective()]);
  });

  test('services and objectives of like names', () => {
    const ids = ['a/x', 'b/x', 'a-x/y', 'A/x', 'a/X', 'ä/x', 'a/a-x', 'a/b-x', '!/?', '?/!', 'a/unnamed'];
    expectRoundTrip(
      ids.map((id) => {
        const [service = '', name = ''] = id.split('/');
        return eventsObjective({ service, name });
      }),
    );
  });
});

function count(
  totalForm: 'counters' | 'window',
  total: string,
  form: 'counters' | 'window',
  promql: string,
): Indicator {
  return { kind: 'events', total: { form: totalForm, promql: total }, part: 'bad', count: { form, promql } };
}

test('objectives of equal periods share their alerts', () => {
  const objects = objectsIn([eventsObjective(), eventsObjective({ name: 'other', target: '99' })]);
  expect(objects.filter(({ kind }) => kind === 'AlertCondition')).toHaveLength(4);
  expect(objects.filter(({ kind }) => kind === 'AlertPolicy')).toHaveLength(4);
});

test('equal windows of unequal burn rates are two conditions', () => {
  const half = eventsObjective({ name: 'half', period: { kind: 'rolling', lengthMs: 180 * 86_400_000 } });
  const names = objectsIn([eventsObjective(), half]).map(({ metadata }) => metadata.name);
  expect(names).toContain('burn-6h-30m-x6');
  expect(names).toContain('burn-6h-30m-x14-4');
});

test('names of objects are DNS labels, each once', () => {
  const objects = objectsIn([
    eventsObjective({ service: 'Ä'.repeat(80), name: 'b'.repeat(200) }),
    eventsObjective({ service: 'Ä'.repeat(81), name: 'b'.repeat(200) }),
    eventsObjective({ service: '今日', name: '!' }),
  ]);
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { metadata } of objects) expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
});

test('an alert of an exported document that somebody changed is no longer one of Nines, which is said', () => {
  const text = writeOpenSlo([eventsObjective()]).replace('threshold: 14.4', 'threshold: 10');
  const { diagnostics } = readObjectives(text, 'slo.yaml');
  expect(diagnostics).toMatchObject([
    { code: 'SLO_NOT_CARRIED', message: expect.stringContaining('burn-1h-5m-x14-4') as string },
  ]);
});

describe('whatever the objectives are', () => {
  const visible = fc
    .string({
      unit: fc.oneof(
        fc.constantFrom(...Array.from('abcXYZ019-_.!"\'\\:{}#&*|>%@`,[]? ')),
        fc.constantFrom('ä', '今', '💥'),
      ),
      minLength: 1,
      maxLength: 20,
    })
    .filter((name) => name === name.trim() && name !== '');
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom(...Array.from('ab1: #\'"\\{}\n\t-|>&*!%@`,')), fc.constantFrom('ä', '💥')),
    maxLength: 30,
  });
  const key = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/).filter((name) => !name.startsWith('__'));
  const labelKey = key.filter((name) => !['alertname', 'service', 'severity', 'slo', 'windows'].includes(name));
  const decimals = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.stringMatching(/^\d{0,12}$/));
  const target = decimals
    .map(([whole, fraction]) => `${whole}.${fraction}`.replace(/0+$/, '').replace(/\.$/, ''))
    .filter((percent) => percent !== '0');
  const selector = fc.tuple(key, text).map(([name, value]) => `${name}_total{a=${JSON.stringify(value)}}`);
  const counters = fc.record({ form: fc.constant('counters' as const), promql: selector });
  const window = fc.record({
    form: fc.constant('window' as const),
    promql: fc.oneof(
      selector.map((each) => `max(rate(${each}[$window]))`),
      selector.map((each) => `sum(rate(${each}[$window]))`),
      selector,
    ),
  });
  const events = fc
    .record({
      kind: fc.constant('events' as const),
      total: fc.oneof(counters, window),
      part: fc.constantFrom('good' as const, 'bad' as const),
      count: fc.oneof(counters, window),
    })
    .filter(({ total, count: some }) => total.promql !== some.promql);
  const value = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((number) => (Object.is(number, -0) ? 0 : number));
  const condition = fc.record({
    kind: fc.constant('condition' as const),
    metric: selector,
    operator: fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const, 'eq' as const),
    value,
  });
  const share = fc.record({
    kind: fc.constant('share' as const),
    metric: selector,
    part: fc.constantFrom('good' as const, 'bad' as const),
  });
  const period = fc.oneof(
    fc.integer({ min: 60_000, max: 3_660 * 86_400_000 }).map((lengthMs) => ({ kind: 'rolling' as const, lengthMs })),
    fc.integer({ min: 1, max: 400 }).map((days) => ({ kind: 'rolling' as const, lengthMs: days * 86_400_000 })),
    fc.record({
      kind: fc.constant('calendar' as const),
      unit: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'quarter' as const, 'year' as const),
      timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
    }),
  );
  const sliceMs = fc.integer({ min: 1, max: 86_400_000 });
  const sliceTarget = fc.integer({ min: 1, max: 1_000 }).map((thousandths) => thousandths / 1_000);
  const budgeting = fc.oneof(
    fc.constant({ method: 'occurrences' as const }),
    fc.record({ method: fc.constant('timeslices' as const), sliceMs, sliceTarget }),
    fc.record({ method: fc.constant('ratio-timeslices' as const), sliceMs }),
  );
  const objective: fc.Arbitrary<Objective> = fc.record(
    {
      service: visible,
      name: visible,
      description: text,
      target,
      period,
      indicator: fc.oneof(events, condition, share),
      budgeting,
      alerting: fc.record({ page: fc.boolean(), ticket: fc.boolean(), noData: fc.boolean() }),
      labels: fc.dictionary(labelKey, text, { maxKeys: 3 }),
      annotations: fc.dictionary(key, text, { maxKeys: 3 }),
      place: fc.constant({ file: 'x', line: 1, column: 1 }),
    },
    {
      noNullPrototype: true,
      requiredKeys: [
        'service',
        'name',
        'target',
        'period',
        'indicator',
        'budgeting',
        'alerting',
        'labels',
        'annotations',
        'place',
      ],
    },
  );

  test('they come back as they were', { timeout: 120_000 }, () => {
    const several = fc.uniqueArray(objective, { selector: objectiveId, minLength: 1, maxLength: 4 });
    fc.assert(fc.property(several, expectRoundTrip), { numRuns: 150 });
  });
});
