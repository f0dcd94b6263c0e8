import { describe, expect, test } from 'vitest';
import { fakeEnvironment } from './fake-environment.ts';
import { loadCatalog } from './load-catalog.ts';
import type { LoadedCatalog } from './load-catalog.ts';
import type { Catalog } from './model.ts';

const DOCUMENTS = { '/shop/slos/b.yaml': 'b: 1\n', '/shop/slos/a.yaml': 'a: 1\n' };

function load(text: string): LoadedCatalog {
  return loadCatalog('/shop/nines.yaml', text, fakeEnvironment({ documents: DOCUMENTS }));
}

function catalogOf(text: string): Catalog {
  const { catalog, diagnostics } = load(text);
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}

const PLATFORM = `
metadata: { name: shop }
services:
  portal:
    run: a
    port: 8080
    slos:
      - { name: errors, objective: 99.90%, window: 24h, sli: availability }
      - name: latency
        description: Pages come at once.
        objective: 95%
        window: 4w
        sli: { latency: { below: 2.5ms } }
        budgeting: { timeslices: { slice: 5m, target: 99% } }
      - { name: uptime, objective: 99.5%, window: calendar-month, timezone: Europe/Berlin, sli: { probe: /health } }
      - { name: week, objective: 99.5%, window: calendar-week, sli: { probe: /health }, alerts: { page: false } }
  db:
    engine: postgres
    slos:
      - name: queries
        objective: 99%
        window: 1h
        sli: { ratio: { good: 'ok_total[$window]', total: all_total } }
        budgeting: { ratioTimeslices: { slice: 1m } }
      - { name: room, objective: 99%, window: 400d, sli: { threshold: { metric: connections, atMost: -0.5 } } }
`;

describe('objectives of services', () => {
  const [portal, db] = catalogOf(PLATFORM).services;
  const told = { page: true, ticket: true, noData: true };
  const byOccurrence = { method: 'occurrences' };

  test('are what the file says, with defaults and places', () => {
    expect(portal?.slos).toEqual([
      {
        name: 'errors',
        target: '99.90',
        window: { kind: 'rolling', lengthMs: 86_400_000 },
        sli: { kind: 'availability' },
        budgeting: byOccurrence,
        alerts: told,
        place: { line: 8, column: 9 },
      },
      {
        name: 'latency',
        description: 'Pages come at once.',
        target: '95',
        window: { kind: 'rolling', lengthMs: 28 * 86_400_000 },
        sli: { kind: 'latency', belowMs: 2.5 },
        budgeting: { method: 'timeslices', sliceMs: 300_000, targetRatio: 0.99 },
        alerts: told,
        place: { line: 9, column: 9 },
      },
      {
        name: 'uptime',
        target: '99.5',
        window: { kind: 'calendar', unit: 'month', timezone: 'Europe/Berlin' },
        sli: { kind: 'probe', path: '/health' },
        budgeting: byOccurrence,
        alerts: told,
        place: { line: 15, column: 9 },
      },
      {
        name: 'week',
        target: '99.5',
        window: { kind: 'calendar', unit: 'week', timezone: 'UTC' },
        sli: { kind: 'probe', path: '/health' },
        budgeting: byOccurrence,
        alerts: { ...told, page: false },
        place: { line: 16, column: 9 },
      },
    ]);
  });

  test('an engine has them too, over its own figures', () => {
    expect(db?.slos).toMatchObject([
      {
        window: { kind: 'rolling', lengthMs: 3_600_000 },
        sli: { kind: 'ratio', part: 'good', count: 'ok_total[$window]', total: 'all_total' },
        budgeting: { method: 'ratio-timeslices', sliceMs: 60_000 },
      },
      { sli: { kind: 'threshold', metric: 'connections', comparison: 'atMost', value: -0.5 } },
    ]);
  });

  test('one that stands in two services by an anchor has one place', () => {
    const { services } = catalogOf(
      'metadata: { name: shop }\nservices:\n  a: { run: a, port: 8001, slos: &s [{ name: x, objective: 99%, window: 1h, sli: availability }] }\n  b: { run: b, port: 8002, slos: *s }\n',
    );
    expect(services.map(({ slos }) => slos[0]?.place)).toEqual(Array(2).fill({ line: 3, column: 38 }));
  });
});

const SECTIONS = `
slo:
  include: [slos/*.yaml, slos/a.yaml]
  policy:
    - { when: remaining < 12.5%, freeze: [experiments], services: [portal] }
    - { when: "exhausted", freeze: [releases, experiments, maintenance], objectives: [errors, db/queries] }
  maintenance:
    - { name: move, from: 2026-12-01T02:00Z, to: 2026-12-01T04:00+01:30, services: [db] }
    - { name: moved, from: 2026-12-01 02:00Z, to: 2026-12-01T02:05:00.000Z }
sla:
  - { service: portal, when: slo violated for 1h30m, credit: 5%, slo: errors }
  - { service: portal, when: monthly uptime < 99.50%, credit: 12.5% }
`;

describe('what is said of objectives', () => {
  test('rules, times and documents', () => {
    const { objectives, sla } = catalogOf(PLATFORM + SECTIONS);
    expect(objectives).toEqual({
      include: ['slos/*.yaml', 'slos/a.yaml'],
      documents: [
        { file: '/shop/slos/a.yaml', text: 'a: 1\n' },
        { file: '/shop/slos/b.yaml', text: 'b: 1\n' },
      ],
      policy: [
        {
          when: { kind: 'remaining-below', ratio: 0.125 },
          freeze: ['experiments'],
          services: ['portal'],
          place: { line: 30, column: 7 },
        },
        {
          when: { kind: 'exhausted' },
          freeze: ['releases', 'experiments', 'maintenance'],
          objectives: ['errors', 'db/queries'],
          place: { line: 31, column: 7 },
        },
      ],
      maintenance: [
        { name: 'move', from: '2026-12-01T02:00:00.000Z', to: '2026-12-01T02:30:00.000Z', services: ['db'] },
        { name: 'moved', from: '2026-12-01T02:00:00.000Z', to: '2026-12-01T02:05:00.000Z' },
      ],
    });
    expect(sla).toEqual([
      {
        service: 'portal',
        when: { kind: 'violated', forMs: 5_400_000 },
        creditRatio: 0.05,
        slo: 'errors',
        place: { line: 36, column: 5 },
      },
      {
        service: 'portal',
        when: { kind: 'monthly-uptime', belowPercent: '99.50' },
        creditRatio: 0.125,
        place: { line: 37, column: 5 },
      },
    ]);
  });

  test('without a word about them there are none', () => {
    const { objectives, sla, services } = catalogOf('metadata: { name: shop }\nservices: { a: { run: a } }\n');
    expect(objectives).toEqual({ include: [], documents: [], policy: [], maintenance: [] });
    expect([sla, services[0]?.slos]).toEqual([[], []]);
  });

  test('documents may hold objectives that this file knows nothing of', () => {
    const { diagnostics } = load(
      `${PLATFORM}slo: { include: [slos/a.yaml], policy: [{ when: exhausted, freeze: [releases], objectives: [checkout] }] }\nsla: [{ service: db, when: monthly uptime < 99%, credit: 5% }, { service: portal, when: slo violated for 2h, credit: 5%, slo: checkout }]\n`,
    );
    expect(diagnostics).toEqual([]);
  });

  test('an objective that is written wrongly is not said to be missing', () => {
    const { diagnostics } = load(
      `${PLATFORM.replace('99.90%', '100%')}sla: [{ service: portal, when: slo violated for 2h, credit: 5%, slo: errors }]\n`,
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['CATALOG_BAD_VALUE']);
  });
});

test('all faults of objectives are told at once, in their order', () => {
  const { diagnostics } = load(`
metadata: { name: shop }
services:
  api:
    run: a
    slos:
      - { name: Errors, objective: 100%, window: 30d, sli: availability }
      - { name: slow, objective: 99%, window: 1d, timezone: Mars, sli: { latency: { below: 250ms } } }
      - { nam: x, objective: 99%, window: fortnight, sli: {} }
      - { name: slow, objective: 99%, window: 1d, sli: { probe: /health } }
slo:
  policy: [{ when: never, freeze: [release] }]
  maintenance: [{ name: a, from: 2026-12-01T02:00Z, to: 2026-12-01T01:00Z, services: [apo] }]
sla: [{ service: apo, when: slo violated, credit: 5 }]
`);
  expect(diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
    '7:17 CATALOG_BAD_VALUE',
    '7:36 CATALOG_BAD_VALUE',
    '8:51 CATALOG_KEY_NOT_ALLOWED',
    '8:72 CATALOG_PORT_REQUIRED',
    '8:92 CATALOG_LATENCY_NOT_COUNTED',
    '9:11 CATALOG_UNKNOWN_KEY',
    '9:43 CATALOG_BAD_VALUE',
    '10:17 CATALOG_DUPLICATE_NAME',
    '10:56 CATALOG_PORT_REQUIRED',
    '12:20 CATALOG_BAD_VALUE',
    '12:36 CATALOG_BAD_VALUE',
    '13:57 CATALOG_EMPTY_TIME',
    '13:87 CATALOG_UNKNOWN_SERVICE',
    '14:29 CATALOG_BAD_VALUE',
    '14:51 CATALOG_WRONG_TYPE',
  ]);
});
