/**
 * Examples of OpenSLO itself, restated.
 *
 * @see https://github.com/OpenSLO/OpenSLO: README.md and the folder `examples`; https://github.com/OpenSLO/go-sdk:
 * pkg/openslo/v1, `slo_example_test.go`
 */
import { expect, test } from 'vitest';
import { readObjectives } from '../read-objectives.ts';
import { readSound } from '../marked.testing.ts';

test('availability of a web site in slices of a minute, weeks from Saturday noon (go-sdk, ExampleSLO)', () => {
  const { objectives, warnings } = readSound(`
- apiVersion: openslo/v1
  kind: SLO
  metadata:
    name: web-availability
    displayName: SLO for web availability
    labels: { env: [prod], team: [team-a, team-b] }
  spec:
    description: X% of search requests are successful
    service: web
    indicator:
      metadata: { name: web-successful-requests-ratio }
      spec:
        ratioMetric:
          counter: true
          good:
            metricSource:
              type: Prometheus
              spec:
                query: sum(http_requests{k8s_cluster="prod",component="web",code=~"2xx|4xx"})
          total:
            metricSource:
              type: Prometheus
              spec:
                query: sum(http_requests{k8s_cluster="prod",component="web"})
    timeWindow:
      - duration: 1w
        isRolling: false
        calendar: { startTime: 2022-01-01 12:00:00, timeZone: America/New_York }
    budgetingMethod: Timeslices
    objectives:
      - { displayName: Good, target: 0.995, timeSliceTarget: 0.95, timeSliceWindow: 1m }
`);
  expect(objectives).toMatchObject([
    {
      service: 'web',
      name: 'web-availability',
      description: 'X% of search requests are successful',
      target: '99.5',
      period: { kind: 'calendar', unit: 'week', timezone: 'America/New_York' },
      indicator: {
        kind: 'events',
        part: 'good',
        total: { form: 'counters', promql: 'http_requests{k8s_cluster="prod",component="web"}' },
        count: { form: 'counters', promql: 'http_requests{k8s_cluster="prod",component="web",code=~"2xx|4xx"}' },
      },
      budgeting: { method: 'timeslices', sliceMs: 60_000, sliceTarget: 0.95 },
      labels: { env: 'prod', team: 'team-a,team-b' },
    },
  ]);
  expect(warnings).toEqual(['SLO_READ_AS']);
});

test('metrics of another source are refused by name (README, "SLI")', () => {
  const { objectives, diagnostics } = readObjectives(
    `
apiVersion: openslo/v1
kind: SLO
metadata: { name: foo-slo, displayName: Foo SLO }
spec:
  service: foo
  indicator:
    metadata: { name: foo-error, displayName: Foo Error }
    spec:
      ratioMetric:
        counter: true
        good:
          metricSource:
            metricSourceRef: datadog-datasource
            type: Datadog
            spec:
              query: sum:trace.http.request.hits.by_http_status{http.status_code:200}.as_count()
        total:
          metricSource:
            metricSourceRef: datadog-datasource
            type: Datadog
            spec:
              query: sum:trace.http.request.hits.by_http_status{*}.as_count()
  timeWindow: [{ duration: 1M, isRolling: true }]
  budgetingMethod: Occurrences
  objectives:
    - { displayName: Foo Total Errors, target: 0.98 }
`,
    'foo.yaml',
  );
  expect(objectives).toEqual([]);
  expect(diagnostics.map(({ code, line, message }) => [code, line, message.includes('Datadog')])).toEqual([
    ['SLO_UNSUPPORTED', 15, true],
    ['SLO_UNSUPPORTED', 21, true],
    ['SLO_READ_AS', 24, false],
  ]);
});

test('a month in the words of the examples is a minute, and told (examples/budgeting-method/timeslices-slo.yaml)', () => {
  const { diagnostics } = readObjectives(
    `
apiVersion: openslo/v1
kind: SLO
metadata: { name: service-availability }
spec:
  service: web-availability
  indicator:
    metadata: { name: web-availability }
    spec:
      ratioMetric:
        good: { metricSource: { type: Prometheus, spec: { query: 'sum(rate(up_total[1m]))' } } }
        total: { metricSource: { type: Prometheus, spec: { query: 'sum(rate(all_total[1m]))' } } }
  timeWindow:
    - duration: 1m
      isRolling: false
      calendar: { startTime: 2022-01-01 12:00:00, timeZone: America/New_York }
  budgetingMethod: Timeslices
  objectives:
    - { displayName: Internal objective, op: gt, target: 0.995, timeSliceTarget: 0.99, timeSliceWindow: 1m }
    - { displayName: SLA, target: 0.99, timeSliceTarget: 0.99, timeSliceWindow: 1m }
  alertPolicies:
`,
    'web.yaml',
  );
  expect(diagnostics).toMatchObject([{ code: 'SLO_UNSUPPORTED', line: 14, hint: '`m` are minutes, `M` are months' }]);
});

test('alerts with `op: lte` and with a burn rate of 200 (go-sdk examples before they were corrected)', () => {
  const { diagnostics } = readObjectives(
    `
- apiVersion: openslo/v1
  kind: SLO
  metadata: { name: cpu }
  spec:
    service: foo
    indicator:
      spec: { thresholdMetric: { metricSource: { type: Prometheus, spec: { query: cpu_usage } } } }
    timeWindow: [{ duration: 30d, isRolling: true }]
    budgetingMethod: Occurrences
    objectives: [{ op: lt, value: 0.8, target: 0.99 }]
    alertPolicies: [{ alertPolicyRef: low-priority }, { alertPolicyRef: high-priority }]
- apiVersion: openslo/v1
  kind: AlertPolicy
  metadata: { name: low-priority }
  spec:
    alertWhenBreaching: true
    conditions: [{ conditionRef: cpu-usage-breach }]
    notificationTargets: [{ targetRef: on-call-mail-notification }]
- apiVersion: openslo/v1
  kind: AlertPolicy
  metadata: { name: high-priority }
  spec:
    alertWhenBreaching: true
    conditions: [{ conditionRef: latency-too-high }]
    notificationTargets: [{ targetRef: on-call-mail-notification }]
- apiVersion: openslo/v1
  kind: AlertCondition
  metadata: { name: cpu-usage-breach }
  spec:
    severity: page
    condition: { kind: burnrate, op: lte, threshold: 2, lookbackWindow: 1h, alertAfter: 5m }
- apiVersion: openslo/v1
  kind: AlertCondition
  metadata: { name: latency-too-high }
  spec:
    severity: warning
    condition: { kind: burnrate, op: gt, threshold: 200, lookbackWindow: 1d, alertAfter: 30m }
- apiVersion: openslo/v1
  kind: AlertNotificationTarget
  metadata: { name: on-call-mail-notification }
  spec: { description: Notifies by a mail message to the on-call devops mailing group, target: email }
`,
    'cpu.yaml',
  );
  expect(diagnostics.map(({ code, severity, line }) => [code, severity, line])).toEqual([
    ['SLO_NOT_CARRIED', 'warning', 12],
    ['SLO_NOT_CARRIED', 'warning', 12],
    ['SLO_BURN_OPERATOR', 'warning', 32],
    ['SLO_TIER_CANNOT_FIRE', 'warning', 38],
  ]);
});
