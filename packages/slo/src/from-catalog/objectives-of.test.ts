import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '@nines/catalog';
import type { Catalog } from '@nines/catalog';
import { describe, expect, test } from 'vitest';
import type { ObjectiveFile } from '../formats/read-objectives.ts';
import { eventsObjective } from '../objective/objective.testing.ts';
import type { Objective } from '../objective/objective.ts';
import { objectivesOf } from './objectives-of.ts';
import type { ObjectivesOfCatalog } from './objectives-of.ts';

function catalogOf(text: string, documents: Readonly<Record<string, string>> = {}): Catalog {
  const { catalog, diagnostics } = loadCatalog('/shop/nines.yaml', text, {
    commandExists: () => true,
    directoryExists: () => true,
    fileExists: () => true,
    filesMatching: () => Object.keys(documents),
    readText: (file) => ({ text: documents[file] ?? '' }),
    variable: () => undefined,
    productRunbooks: '/nines/runbooks',
  });
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}

/** `SERVICE/NAME` a line. */
function readLines(files: readonly ObjectiveFile[]): ObjectivesOfCatalog {
  const objectives = files.flatMap(({ file, text }) =>
    text.split('\n').map((line, index) => {
      const [service = '', name = ''] = line.split('/');
      return eventsObjective({ service, name, place: { file, line: index + 1, column: 1 } });
    }),
  );
  return { objectives, diagnostics: [] };
}

function withSlo(slo: string): Objective {
  const catalog = catalogOf(
    `metadata: { name: shop }\nservices:\n  web:\n    run: a\n    port: 8080\n    slos:\n      - ${slo}\n`,
  );
  const [objective, ...others] = objectivesOf(catalog, readLines).objectives;
  if (objective === undefined || others.length > 0) throw new Error('not one objective');
  return objective;
}

function withSli(sli: string): Objective['indicator'] {
  return withSlo(`{ name: x, objective: 99%, window: 30d, sli: ${sli} }`).indicator;
}

describe('an objective of the catalog', () => {
  test('keeps what is said of it', () => {
    const slo =
      '{ name: errors, description: All is well., objective: 99.90%, window: calendar-month, timezone: Europe/Berlin, sli: availability, budgeting: { timeslices: { slice: 1m, target: 95% } }, alerts: { ticket: false } }';
    expect(withSlo(slo)).toEqual({
      service: 'web',
      name: 'errors',
      description: 'All is well.',
      target: '99.9',
      period: { kind: 'calendar', unit: 'month', timezone: 'Europe/Berlin' },
      indicator: {
        kind: 'events',
        total: { form: 'counters', promql: 'mesh_requests_total{job="mesh",kind!="probe",service="web"}' },
        part: 'bad',
        count: {
          form: 'counters',
          promql: 'mesh_requests_total{job="mesh",kind!="probe",service="web",status_class="5xx"}',
        },
      },
      budgeting: { method: 'timeslices', sliceMs: 60_000, sliceTarget: 0.95 },
      alerting: { page: true, ticket: false, noData: true },
      labels: {},
      annotations: {},
      place: { file: '/shop/nines.yaml', line: 7, column: 9 },
    });
  });

  test.for([
    ['200ms', 'le="0.2"'],
    ['2.5ms', 'le="0.0025"'],
    ['2.5s', 'le="2.5"'],
    ['1s', 'le=~"1|1[.]0"'],
    ['10s', 'le=~"10|10[.]0"'],
  ] as const)('by latency: requests below %s are those counted at %s', ([below, matcher]) => {
    const requests = 'job="mesh",kind!="probe",service="web"';
    expect(withSli(`{ latency: { below: ${below} } }`)).toEqual({
      kind: 'events',
      total: { form: 'counters', promql: `mesh_request_duration_seconds_count{${requests}}` },
      part: 'good',
      count: { form: 'counters', promql: `mesh_request_duration_seconds_bucket{${requests},${matcher}}` },
    });
  });

  test('by probe: the series of the one URL that is asked', () => {
    expect(withSli('{ probe: "/he\\"a\\\\lth" }')).toEqual({
      kind: 'condition',
      metric: 'probe_success{job="nines-probe",service="web",instance="http://127.0.0.1:8080/he\\"a\\\\lth"}',
      operator: 'eq',
      value: 1,
    });
  });

  test.for([
    ['below', 'lt'],
    ['above', 'gt'],
    ['atMost', 'lte'],
    ['atLeast', 'gte'],
  ] as const)('by threshold: %s is %s', ([written, operator]) => {
    expect(withSli(`{ threshold: { metric: 'max(queue)', ${written}: -2.5 } }`)).toEqual({
      kind: 'condition',
      metric: 'max(queue)',
      operator,
      value: -2.5,
    });
  });

  test.for([
    ['failed_total', { form: 'counters', promql: 'failed_total' }],
    ['failed_total[$window]', { form: 'counters', promql: 'failed_total' }],
    [' failed_total{a="b"} [$window] ', { form: 'counters', promql: 'failed_total{a="b"}' }],
    ['sum(rate(failed_total[$window]))', { form: 'counters', promql: 'failed_total' }],
    ['max(increase(failed_total[$window]))', { form: 'window', promql: 'max(increase(failed_total[$window]))' }],
  ] as const)('by ratio: %s', ([promql, count]) => {
    const total = { form: 'counters', promql: 'all_total' };
    expect(withSli(`{ ratio: { bad: '${promql}', total: all_total } }`)).toEqual({
      kind: 'events',
      total,
      part: 'bad',
      count,
    });
    expect(withSli(`{ ratio: { total: '${promql}', good: all_total } }`)).toEqual({
      kind: 'events',
      total: count,
      part: 'good',
      count: total,
    });
  });
});

const TWO = `metadata: { name: shop }
services:
  web: { run: a, port: 8080, slos: [{ name: errors, objective: 99.9%, window: 30d, sli: availability }] }
  api: { run: a, port: 8081 }
`;

function findings(sections: string, documents: Readonly<Record<string, string>> = {}): readonly string[] {
  const { diagnostics } = objectivesOf(catalogOf(TWO + sections, documents), readLines);
  return diagnostics.map(({ file, line, column, severity, code, message, hint }) =>
    [`${file}:${line}:${column}`, severity, code, message, `(${hint})`].join(' '),
  );
}

describe('included documents', () => {
  const include = 'slo: { include: [slos/*] }\n';

  test('come after the catalog, in their order', () => {
    const documents = { '/shop/slos/b': 'api/errors', '/shop/slos/a': 'api/latency\nweb/latency' };
    const { objectives, diagnostics } = objectivesOf(catalogOf(TWO + include, documents), readLines);
    expect(objectives.map(({ service, name }) => `${service}/${name}`)).toEqual([
      'web/errors',
      'api/errors',
      'api/latency',
      'web/latency',
    ]);
    expect(diagnostics).toEqual([]);
  });

  test('what is wrong with one is told', () => {
    const wrong = { severity: 'error', code: 'SLO_SOMETHING', message: 'no', file: '/a', line: 2, column: 3 } as const;
    const catalog = catalogOf(TWO + include, { '/a': 'x' });
    expect(objectivesOf(catalog, () => ({ objectives: [], diagnostics: [wrong] })).diagnostics).toEqual([wrong]);
  });

  test('an objective that is there already is an error, and the first one holds', () => {
    const documents = { '/shop/slos/a': 'api/errors\nweb/errors\napi/errors' };
    expect(findings(include, documents)).toEqual([
      '/shop/slos/a:2:1 error SLO_DUPLICATE_OBJECTIVE web/errors is there already, at /shop/nines.yaml:3 (choose another name, or remove one of the two)',
      '/shop/slos/a:3:1 error SLO_DUPLICATE_OBJECTIVE api/errors is there already, at /shop/slos/a:1 (choose another name, or remove one of the two)',
    ]);
    const { objectives } = objectivesOf(catalogOf(TWO + include, documents), readLines);
    expect(objectives.map(({ place }) => place.line)).toEqual([3, 1]);
  });

  test('one about a service that is not there is a warning', () => {
    expect(findings(include, { '/a': 'webb/errors\ncheckout/errors' })).toEqual([
      '/a:1:1 warning SLO_UNKNOWN_SERVICE webb/errors is about webb, which is no service of the platform (did you mean `web`?)',
      '/a:2:1 warning SLO_UNKNOWN_SERVICE checkout/errors is about checkout, which is no service of the platform (its alerts have no owner)',
    ]);
  });

  test('what policy and credits name has to be in one of them', () => {
    const sections = `slo:
  include: [slos/*]
  policy: [{ when: exhausted, freeze: [releases], objectives: [latency, uptime, api/errors, web/latency] }]
sla:
  - { service: api, when: slo violated for 2h, credit: 5%, slo: latency }
  - { service: api, when: slo violated for 2h, credit: 5%, slo: latenzy }
  - { service: web, when: monthly uptime < 99%, credit: 5% }
`;
    expect(findings(sections, { '/a': 'api/latency' })).toEqual([
      '/shop/nines.yaml:7:12 error CATALOG_UNKNOWN_OBJECTIVE there is no objective uptime (neither the catalog nor a document has it)',
      '/shop/nines.yaml:7:12 error CATALOG_UNKNOWN_OBJECTIVE there is no objective api/errors (did you mean `web/errors`?)',
      '/shop/nines.yaml:7:12 error CATALOG_UNKNOWN_OBJECTIVE there is no objective web/latency (did you mean `api/latency`?)',
      '/shop/nines.yaml:10:5 error CATALOG_UNKNOWN_OBJECTIVE there is no objective latenzy (did you mean `latency`?)',
      '/shop/nines.yaml:11:5 error CATALOG_CREDIT_NOT_MEASURED web has no uptime that is measured (add an objective; for uptime one that is measured by time)',
    ]);
  });
});

test('the reference platform promises three things of what users reach and two of the rest, without a finding', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../nines.yaml'), 'utf8');
  const { objectives, diagnostics } = objectivesOf(catalogOf(text), readLines);
  expect(diagnostics).toEqual([]);
  expect(objectives.map(({ service, name, target }) => `${service}/${name} ${target}`)).toEqual([
    'portal/errors 99.9',
    'portal/latency 95',
    'portal/uptime 99.5',
    'api/errors 99.9',
    'api/latency 95',
    'api/uptime 99.5',
    'auth/errors 99.9',
    'auth/latency 95',
    'images/errors 99.9',
    'images/latency 95',
    'images/uptime 99.5',
    'resumes/errors 99.9',
    'resumes/latency 95',
  ]);
});
