import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { describeCatalog, maskedVariables } from './describe-catalog.ts';
import { fakeEnvironment } from './fake-environment.ts';
import { loadCatalog } from './load-catalog.ts';
import type { Catalog } from './model.ts';

function load(text: string): Catalog {
  const { catalog, diagnostics } = loadCatalog(
    '/shop/nines.yaml',
    text,
    fakeEnvironment({ variables: { TOKEN: 'x' }, documents: { '/shop/slos/a.yaml': 'kind: SLO\n' } }),
  );
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const duration = fc.integer({ min: 1, max: 3_600_000 }).map((ms) => `${ms}ms`);
const timing = {
  period: optional(duration),
  timeout: optional(duration),
  failures: optional(fc.integer({ min: 1, max: 9 })),
};
const probe = fc.oneof(
  fc.constant('/livez'),
  fc.record({ http: fc.constant('/x'), ...timing }),
  fc.record({ tcp: fc.constant(true), ...timing }),
  fc.record({ exec: fc.constant('true'), ...timing }),
);
const amounts = {
  cpu: optional(fc.integer({ min: 1, max: 9_999 }).map((millis) => `${millis}m`)),
  memory: optional(fc.integer({ min: 2 ** 20, max: 2 ** 40 })),
};
const requests = fc.constantFrom(
  'availability',
  { latency: { below: '200ms' } },
  { latency: { below: '2.5ms' } },
  { probe: '/a' },
);
const figures = fc.oneof(
  fc.constantFrom(
    { ratio: { bad: 'failed_total[$window]', total: 'all_total' } },
    { ratio: { good: 'sum(rate(ok{a="b: # c"}[$window]))', total: ' |\n all' } },
  ),
  fc
    .tuple(fc.constantFrom('below', 'above', 'atMost', 'atLeast'), fc.double({ noDefaultInfinity: true, noNaN: true }))
    .map(([comparison, value]) => ({ threshold: { metric: 'yes', [comparison]: value } })),
);
const rolling = fc.record({
  window: fc.oneof(
    fc.constantFrom('24h', '4w', '400d', '1h30m'),
    fc.integer({ min: 3_600, max: 400 * 86_400 }).map((seconds) => `${seconds}s`),
  ),
});
const calendar = fc.record({
  window: fc.constantFrom('day', 'week', 'month', 'quarter', 'year').map((unit) => `calendar-${unit}`),
  timezone: optional(fc.constantFrom('Europe/Berlin', 'UTC')),
});
function slos(sli: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const rest = fc.record({
    name: fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/),
    objective: fc.constantFrom('99.9%', '99.90%', '0.000000000001%', '99.999999999999%', '5%'),
    sli,
    description: optional(fc.constantFrom('yes', 'a: b', ' x\n')),
    budgeting: optional(
      fc.constantFrom(
        'occurrences',
        { timeslices: { slice: '1m', target: '99.9%' } },
        { ratioTimeslices: { slice: '60m' } },
      ),
    ),
    alerts: optional(fc.record({ page: optional(fc.boolean()), noData: optional(fc.boolean()) })),
  });
  const objective = fc.tuple(rest, fc.oneof(rolling, calendar)).map(([one, time]) => ({ ...one, ...time }));
  return optional(fc.uniqueArray(objective, { selector: ({ name }) => name, maxLength: 3 }));
}
const slo = fc.record({
  include: optional(fc.constantFrom(['slos/*.yaml'], ['slos/a.yaml', 'none/*.yaml'], [])),
  policy: optional(
    fc.constant([
      { when: 'remaining < 12.5%', freeze: ['experiments'], services: ['api'] },
      { when: 'exhausted', freeze: ['releases', 'maintenance'] },
    ]),
  ),
  maintenance: optional(
    fc.constant([{ name: 'x', from: '2026-12-01T02:00Z', to: '2026-12-01T04:30+02:00', services: ['db'] }]),
  ),
});
const service = fc.record({
  owner: optional(fc.constantFrom('team', '007', 'yes')),
  tier: optional(fc.constantFrom(1, 2, 3)),
  run: fc.constantFrom('node a.js', { command: 'a "b c" ${port}', cwd: '../x' }, { command: 'a | b', shell: true }),
  protocol: optional(fc.constantFrom('http', 'tcp')),
  listens: optional(fc.constant({ fixed: 4_999 })),
  env: optional(
    fc.dictionary(
      fc.stringMatching(/^[A-Z]{1,5}_$/),
      fc.oneof(fc.constantFrom('true', '1.10', '', '$${x}', '${state}\n'), fc.integer(), fc.boolean()),
    ),
  ),
  secrets: optional(fc.constant(['TOKEN'])),
  health: optional(fc.record({ startup: optional(probe), liveness: optional(probe), readiness: optional(probe) })),
  replicas: optional(fc.constantFrom({ min: 1 }, { max: 1 }, 1)),
  resources: optional(fc.record(amounts)),
  restart: optional(fc.record({ initial: optional(fc.constantFrom('1s', '2m')) })),
  stop: optional(fc.record({ signal: optional(fc.constantFrom('SIGINT', 'SIGHUP')), grace: optional(duration) })),
  alerts: optional(
    fc.record({
      requestRate: optional(fc.constantFrom(5, 0.5)),
      errors: optional(fc.constantFrom('0.1%', '7%')),
      latency: optional(duration),
      baseline: optional(fc.boolean()),
    }),
  ),
  traffic: optional(
    fc.record({
      timeout: optional(fc.constantFrom('20s', '1h')),
      retryBudget: optional(fc.constant('12.5%')),
      routes: optional(fc.constant([{ path: '/a', timeout: '2s' }, { path: '/b' }])),
    }),
  ),
});
const platform = fc.record({
  metadata: fc.constant({ name: 'shop' }),
  defaults: optional(
    fc.record({ replicas: optional(fc.constantFrom(1, { max: 4 })), resources: optional(fc.record(amounts)) }),
  ),
  services: fc
    .tuple(service, service, slos(fc.oneof(requests, figures)), slos(figures))
    .map(([first, second, ...promises]) => ({
      web: { ...first, port: 8_080 },
      api: {
        ...second,
        protocol: 'http',
        port: 8_081,
        listens: undefined,
        dependsOn: ['web', 'db'],
        slos: promises[0],
      },
      db: { engine: 'postgres', slos: promises[1] },
    })),
  network: optional(fc.constant([{ from: ['ingress', 'web'], to: 'api' }])),
  monitoring: optional(
    fc.record({
      enabled: optional(fc.boolean()),
      ports: optional(fc.constant({ server: 9_400 })),
      scrape: optional(fc.constant('2500ms')),
      retention: optional(fc.constant({ time: '52w', size: '3Gi' })),
      runbooks: optional(fc.constantFrom('https://wiki.example/runbooks', '../runbooks')),
      dashboards: optional(fc.constant('https://grafana.example/base/')),
      mute: optional(fc.constant([{ name: 'night', from: '22:00', to: '06:00', days: ['sunday'], owners: ['team'] }])),
    }),
  ),
  notify: optional(
    fc.record({
      heartbeat: optional(fc.constant({ url: { secret: 'TOKEN' } })),
      telegram: optional(fc.constant({ chat: -100, token: { secret: 'TOKEN' } })),
      email: optional(fc.constant({ to: ['a@b.c'], from: 'd@e.f', smarthost: 'mail:25' })),
      slack: optional(
        fc.constantFrom(
          { channel: '#sre', token: { secret: 'TOKEN' }, signingSecret: { secret: 'TOKEN' } },
          { webhookUrl: { secret: 'TOKEN' } },
        ),
      ),
      pagerduty: fc.constant({ routingKey: { secret: 'TOKEN' } }),
      webhooks: optional(
        fc.constantFrom(
          [{ name: 'x', url: 'http://127.0.0.1:1/', receives: 'all' }],
          [{ name: 'y', url: { secret: 'TOKEN' }, receives: 'incidents', secret: { secret: 'TOKEN' } }],
        ),
      ),
      routes: optional(
        fc.constant([
          { severities: [1, 4], to: ['pagerduty'] },
          { drills: true, to: ['pagerduty'] },
        ]),
      ),
    }),
  ),
  incidents: optional(
    fc.record({
      reopenWithin: optional(fc.constantFrom('1s', '24h')),
      intakes: optional(
        fc.constant([
          {
            name: 'ci',
            token: { secret: 'TOKEN' },
            alerts: 'data.alerts',
            map: { id: 'a.b', alertname: 'c', status: 'd' },
            resolved: ['fine'],
            defaults: { severity: 'critical', summary: 'x' },
          },
        ]),
      ),
      heartbeats: optional(
        fc.constant([{ name: 'n', token: { secret: 'TOKEN' }, every: '36h', severity: 'critical' }]),
      ),
    }),
  ),
  slo: optional(slo),
});

/** The same platform in another layout of its file. */
function withoutPlaces(catalog: Catalog): unknown {
  return JSON.parse(JSON.stringify(catalog, (key, value: unknown) => (key === 'place' ? undefined : value)));
}

test('the description of any catalog loads as the same catalog, and describes itself', () => {
  fc.assert(
    fc.property(platform, (document) => {
      const catalog = load(stringify(document));
      const description = describeCatalog(catalog);
      const again = load(stringify(description));
      expect(withoutPlaces(again)).toEqual(withoutPlaces(catalog));
      expect(describeCatalog(again)).toEqual(description);
    }),
    { numRuns: 200 },
  );
}, 60_000);

test('credits are described as they were written', () => {
  const sla = [
    { service: 's', when: 'slo violated for 2h', credit: '5%', slo: 'a' },
    { service: 's', when: 'monthly uptime < 99.5%', credit: '10%' },
  ];
  const slos = [{ name: 'a', objective: '99%', window: '30d', sli: { probe: '/' } }];
  const platform = { metadata: { name: 'a' }, services: { s: { run: 'a', port: 8_080, slos } }, sla };
  expect(describeCatalog(load(stringify(platform)))).toMatchObject({ sla });
});

test('passwords in URLs are masked, and said to be', () => {
  const catalog = load(
    'metadata: { name: a }\nservices: { s: { run: a, env: { A: "x://u:hunter2@h/p", B: "x://u:${secrets.TOKEN}@h", C: plain } } }\nsecrets: { TOKEN: { generate: 32 } }',
  );
  expect(describeCatalog(catalog)).toMatchObject({
    services: { s: { env: { A: 'x://u:***@h/p', B: 'x://u:${secrets.TOKEN}@h', C: 'plain' } } },
  });
  expect(maskedVariables(catalog)).toEqual(['s.env.A']);
});

test('passwords in URLs of those who are told are masked as well', () => {
  const { notify } = describeCatalog(
    load(
      'metadata: { name: a }\nservices: { s: { run: a } }\nnotify: { heartbeat: { url: "http://u:hunter2@h/" }, webhooks: [{ name: a, url: "http://u:hunter2@h/" }] }',
    ),
  );
  expect(JSON.stringify(notify)).not.toContain('hunter2');
  expect(notify).toMatchObject({ heartbeat: { url: 'http://u:***@h/' }, webhooks: [{ url: 'http://u:***@h/' }] });
});
