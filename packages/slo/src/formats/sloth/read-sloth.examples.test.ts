/** Examples of Sloth itself, restated. @see https://github.com/slok/sloth, folder `examples` */
import { expect, test } from 'vitest';
import { readObjectives } from '../read-objectives.ts';
import { readSound } from '../marked.testing.ts';

test('the API server of Kubernetes (kubernetes-apiserver.yml)', () => {
  const { objectives, warnings } = readSound(`
version: "prometheus/v1"
service: "k8s-apiserver"
labels: { cluster: "valhalla", component: "kubernetes" }
slos:
  - name: "requests-availability"
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(apiserver_request_total{code=~"(5..|429)"}[{{.window}}]))
        total_query: sum(rate(apiserver_request_total[{{.window}}]))
    alerting:
      name: K8sApiserverAvailabilityAlert
      labels: { category: "availability" }
      annotations: { runbook: "https://github.com/kubernetes-monitoring/kubernetes-mixin/tree/master/runbook.md" }
      page_alert: { labels: { severity: critical } }
      ticket_alert: { labels: { severity: warning } }
  - name: "requests-latency"
    objective: 99
    sli:
      events:
        error_query: |
          (
            sum(rate(apiserver_request_duration_seconds_count{verb!="WATCH"}[{{.window}}]))
            -
            sum(rate(apiserver_request_duration_seconds_bucket{le="0.4",verb!="WATCH"}[{{.window}}]))
          )
        total_query: sum(rate(apiserver_request_duration_seconds_count{verb!="WATCH"}[{{.window}}]))
    alerting:
      name: K8sApiserverLatencyAlert
      labels: { category: "latency" }
      page_alert: { labels: { severity: critical } }
      ticket_alert: { labels: { severity: warning } }
`);
  const all = 'apiserver_request_duration_seconds_count{verb!="WATCH"}';
  const fast = 'apiserver_request_duration_seconds_bucket{le="0.4",verb!="WATCH"}';
  expect(objectives).toMatchObject([
    {
      service: 'k8s-apiserver',
      name: 'requests-availability',
      labels: { cluster: 'valhalla', component: 'kubernetes', category: 'availability' },
      indicator: {
        total: { form: 'counters', promql: 'apiserver_request_total' },
        count: { form: 'counters', promql: 'apiserver_request_total{code=~"(5..|429)"}' },
      },
    },
    {
      name: 'requests-latency',
      target: '99',
      indicator: {
        total: { form: 'counters', promql: all },
        count: {
          form: 'counters',
          promql: `sum by (job, instance) (${all}) - (sum by (job, instance) (${fast}) or sum by (job, instance) (${all}) * 0)`,
        },
      },
    },
  ]);
  expect(warnings).toEqual(['SLO_NOT_CARRIED', 'SLO_NOT_CARRIED']);
});

test('wireless at home, counted over time (home-wifi.yml)', () => {
  const { objectives, warnings } = readSound(`
version: "prometheus/v1"
service: "home-wifi"
slos:
  - name: "good-wifi-client-satisfaction"
    objective: 95
    sli:
      events:
        error_query: sum_over_time((count(unifipoller_client_satisfaction_ratio < 0.75))[{{.window}}:]) OR on() vector(0)
        total_query: sum_over_time((count(unifipoller_client_satisfaction_ratio))[{{.window}}:])
    alerting:
      page_alert: { labels: { severity: home } }
      ticket_alert: { labels: { severity: warning } }
`);
  expect(objectives[0]?.indicator).toEqual({
    kind: 'events',
    total: { form: 'window', promql: 'sum_over_time((count(unifipoller_client_satisfaction_ratio))[$window:])' },
    part: 'bad',
    count: {
      form: 'window',
      promql: 'sum_over_time((count(unifipoller_client_satisfaction_ratio < 0.75))[$window:]) OR on() vector(0)',
    },
  });
  expect(warnings).toEqual(['SLO_QUERY_OPAQUE', 'SLO_QUERY_OPAQUE', 'SLO_NOT_CARRIED']);
});

test('a key in the spelling of the other form (raw-home-wifi.yml)', () => {
  const { diagnostics } = readObjectives(
    `
version: "prometheus/v1"
service: "home-wifi"
slos:
  - name: "wifi-client-satisfaction"
    objective: 95
    sli:
      raw:
        errorRatioQuery: 1 - avg(unifipoller_client_satisfaction_ratio)
`,
    'wifi.yml',
  );
  expect(diagnostics).toMatchObject([{ code: 'SLO_UNKNOWN_KEY', line: 9, hint: 'did you mean `error_ratio_query`?' }]);
});
