import { describe, expect, test } from 'vitest';
import { expectFinding, readSound } from '../marked.testing.ts';

interface Parts {
  readonly sli?: string;
  readonly alerting?: string;
  readonly slo?: string;
  readonly top?: string;
}

const EVENTS = `events:
        error_query: sum(rate(requests_total{code=~"5.."}[{{.window}}]))
        total_query: sum(rate(requests_total[{{.window}}]))`;

/** A document of one objective with these parts, the others sound. */
function slothText({ sli = EVENTS, alerting = '{ }', slo = '', top = '' }: Parts = {}): string {
  return `version: prometheus/v1
service: shop
${top}
slos:
  - name: errors
    objective: 99.9
    ${slo}
    sli:
      ${sli}
    alerting: ${alerting}
`;
}

test('an objective over thirty days', () => {
  expect(readSound(slothText({ slo: 'description: All is well.' }))).toEqual({
    objectives: [
      {
        service: 'shop',
        name: 'errors',
        description: 'All is well.',
        target: '99.9',
        period: { kind: 'rolling', lengthMs: 30 * 86_400_000 },
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
      },
    ],
    warnings: [],
  });
});

test('as an object of Kubernetes', () => {
  const text = `apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevel
metadata: { name: x, namespace: monitoring, managedFields: [{ a: 1 }] }
spec:
  service: shop
  labels: { team: a }
  slos:
    - name: errors
      objective: 99
      sli:
        events:
          errorQuery: sum(rate(errors_total[{{ .window }}]))
          totalQuery: sum(rate(requests_total[{{ .window }}]))
      alerting: { pageAlert: { disable: true } }
status: { processedSLOs: 1 }
`;
  const list = `kind: List\nitems:\n  - ${text.trim().replaceAll('\n', '\n    ')}\n`;
  for (const document of [text, list]) {
    expect(readSound(document)).toMatchObject({
      objectives: [{ service: 'shop', target: '99', labels: { team: 'a' }, alerting: { page: false, ticket: true } }],
      warnings: [],
    });
  }
});

test('a raw ratio of errors is a share, looked at over a minute', () => {
  const sli = `raw: { error_ratio_query: 'sum(rate(e_total[{{.window}}])) / sum(rate(a_total[{{.window}}]))' }`;
  expect(readSound(slothText({ sli }))).toMatchObject({
    objectives: [
      { indicator: { kind: 'share', metric: 'sum(rate(e_total[1m])) / sum(rate(a_total[1m]))', part: 'bad' } },
    ],
    warnings: ['SLO_READ_AS'],
  });
});

describe('alerts', () => {
  test('carry the labels of service, objective and alerts, the latter winning', () => {
    const alerting = '{ labels: { c: "3", d: "3" }, annotations: { runbook: "http://x/" } }';
    const text = slothText({ top: 'labels: { a: "1", b: "1", c: "1" }', slo: 'labels: { b: "2", c: "2" }', alerting });
    expect(readSound(text)).toMatchObject({
      objectives: [{ labels: { a: '1', b: '2', c: '3', d: '3' }, annotations: { runbook: 'http://x/' } }],
      warnings: [],
    });
  });

  test('may be switched off', () => {
    const alerting = '{ page_alert: { disable: true }, ticket_alert: { disable: true } }';
    expect(readSound(slothText({ alerting })).objectives[0]?.alerting).toEqual({
      page: false,
      ticket: false,
      noData: true,
    });
  });

  test('may say the severities that they have anyway', () => {
    const alerting =
      '{ page_alert: { labels: { severity: critical } }, ticket_alert: { labels: { severity: warning } } }';
    expect(readSound(slothText({ alerting })).warnings).toEqual([]);
  });
});

test.each<[code: string, marked: string, says: string]>([
  ['SLO_UNSUPPORTED', slothText().replace('prometheus/v1', '▶prometheus/v2'), "Sloth's prometheus/v2 is not read"],
  ['SLO_UNKNOWN_KEY', slothText({ top: '▶slo: []' }), 'unknown key slo'],
  ['SLO_MISSING_KEY', slothText().replace('service: shop\n', '').replace('version', '▶version'), 'service is missing'],
  ['SLO_BAD_VALUE', 'version: prometheus/v1\nservice: a\nslos: ▶[]', 'there is no objective'],
  ['SLO_BAD_VALUE', slothText().replace('99.9', '▶100'), 'leaves nothing to spend'],
  ['SLO_BAD_VALUE', slothText().replace('99.9', '▶-1'), 'above 0 and below 100'],
  ['SLO_WRONG_TYPE', slothText().replace('99.9', '▶.nan'), 'a percentage'],
  ['SLO_UNSUPPORTED', slothText({ sli: '▶plugin: { id: x }' }), 'plug-ins cannot be read'],
  ['SLO_MISSING_KEY', slothText({ sli: '{}' }).replace('sli:', '▶sli:'), 'one of `events`, `raw`, `plugin` is needed'],
  [
    'SLO_BAD_VALUE',
    slothText({ sli: `${EVENTS}\n      ▶raw: { error_ratio_query: a }` }),
    '`events`, `raw`, `plugin` exclude each other',
  ],
  ['SLO_QUERY_SYNTAX', slothText({ sli: EVENTS.replace('total{', 'total▶}{') }), 'unexpected'],
  [
    'SLO_QUERY_OPAQUE',
    slothText({ sli: EVENTS.replace('sum(rate(requests_total[', '▶avg(rate(requests_total[') }),
    'is no sum',
  ],
  [
    'SLO_QUERY_OPAQUE',
    slothText({ sli: EVENTS.replace('sum(rate(requests_total[{{.window}}]))', '▶sum(requests_total)') }),
    'no counter',
  ],
  ['SLO_READ_AS', slothText().replace('service: shop', 'service: ▶a/b'), 'a/b is called a-b'],
  ['SLO_NOT_CARRIED', slothText({ top: '▶slo_plugins: { chain: [] }' }), 'plug-ins do not run here'],
  ['SLO_NOT_CARRIED', slothText({ slo: '▶interval: { all: 1m }' }), 'interval is not carried over'],
  ['SLO_NOT_CARRIED', slothText({ slo: '▶infoLabels: { a: b }' }), 'infoLabels is not carried over'],
  ['SLO_NOT_CARRIED', slothText({ alerting: '{ ▶name: Mine }' }), 'the alerts are called ErrorBudgetBurn'],
  ['SLO_NOT_CARRIED', slothText({ alerting: '{ page_alert: { ▶for: 5m } }' }), 'for is not carried over'],
  [
    'SLO_NOT_CARRIED',
    slothText({ alerting: '{ ticket_alert: { ▶labels: { severity: slack, channel: x } } }' }),
    'severity, channel',
  ],
  ['SLO_NOT_CARRIED', slothText({ alerting: '{ page_alert: { ▶annotations: { a: b } } }' }), 'annotations of these'],
  ['SLO_NOT_CARRIED', slothText({ top: 'labels: { ▶service: x }' }), 'Nines sets it itself'],
])('%s: %s', (code, marked, says) => {
  expectFinding(marked, code, says);
});

test('an object of another kind is refused by name', () => {
  const text = 'apiVersion: sloth.slok.dev/v1\nkind: ▶ManagedPrometheusServiceLevel\n';
  expectFinding(text, 'SLO_UNSUPPORTED', 'ManagedPrometheusServiceLevel');
});
