/** Whatever the platform: who hears of an incident, and that nobody hears of one alert from Nines and from Alertmanager. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Catalog } from '@nines/catalog';
import { decide, emptyState, policyOf } from '@nines/incidents';
import type { ReportedAlert } from '@nines/incidents';
import { alertmanagerConfiguration } from '@nines/render';
import { routed } from '@nines/render/testing/alertmanager-model';
import { parsedCatalog } from '../testing/test-catalog.ts';

const NOW = Date.parse('2026-11-10T09:00:00.000Z');
const OWNERS = ['team-a', 'team-b', 'team-c'] as const;
const SEVERITIES = [1, 2, 3, 4] as const;

const CHANNELS = {
  slack: { channel: '#sre', token: { secret: 'T' } },
  telegram: { chat: -1, token: { secret: 'T' } },
  email: { to: ['a@b.c'], from: 'd@e.f', smarthost: 'mail:25' },
  pagerduty: { routingKey: { secret: 'T' } },
  webhooks: [
    { name: 'platform', url: 'http://h/platform', receives: 'platform' },
    { name: 'all', url: 'http://h/all', receives: 'all' },
    { name: 'tickets', url: 'http://h/tickets', receives: 'incidents' },
  ],
};

/** Other ways to write a place are among them. */
const DESTINATIONS = [
  'slack',
  'slack:#sre',
  'slack:#web',
  'telegram',
  'telegram:-1',
  'telegram:-2',
  'email',
  'email:a@b.c',
  'email:x@b.c',
  'pagerduty',
  'webhook:tickets',
];

const route = fc.record(
  {
    severities: fc.subarray([...SEVERITIES], { minLength: 1 }),
    owners: fc.subarray([...OWNERS], { minLength: 1 }),
    drills: fc.boolean(),
    to: fc.subarray(DESTINATIONS, { minLength: 1 }),
  },
  { requiredKeys: ['to'] },
);

const service = fc.record(
  { owner: fc.constantFrom(...OWNERS), tier: fc.constantFrom(1, 2, 3), needs: fc.subarray(['s0', 's1', 's2']) },
  { requiredKeys: ['tier', 'needs'] },
);

const platform = fc
  .record({
    services: fc.array(service, { minLength: 4, maxLength: 5 }),
    routes: fc.option(fc.array(route, { maxLength: 4 }), { nil: undefined }),
  })
  .map(({ services, routes }): Catalog => {
    const owners = OWNERS.map((owner, index): [string, object] => [`of${index}`, { run: 'a', owner }]);
    const named = services.map(({ needs, ...each }, index): [string, object] => {
      const dependsOn = needs.filter((name) => Number(name.slice(1)) < index);
      return [`s${index}`, { run: 'a', port: 20_000 + index, ...each, dependsOn }];
    });
    return parsedCatalog({
      metadata: { name: 'random' },
      secrets: { T: { generate: 32 } },
      services: Object.fromEntries([...named, ...owners]),
      notify: { ...CHANNELS, ...(routes !== undefined && { routes }) },
    });
  });

const alert = fc.record({
  alertname: fc.constantFrom('ServiceDown', 'HighErrorRatio', 'ErrorBudgetBurn'),
  severity: fc.constantFrom('critical', 'warning'),
  service: fc.constantFrom('s0', 's1', 's2', 's3', 'of0', 'strange'),
});

type Labels = Readonly<Record<string, string>>;

function labelsIn(catalog: Catalog, labels: Labels, scope: string, drill: string | undefined): Labels {
  const owner = catalog.services.find(({ name }) => name === labels['service'])?.owner;
  return { ...labels, scope, ...(owner !== undefined && { owner }), ...(drill !== undefined && { drill }) };
}

function reported(labels: Labels): ReportedAlert {
  const startsAt = new Date(NOW - 1_000).toISOString();
  const fingerprint = JSON.stringify(labels);
  return { fingerprint, status: 'firing', startsAt, endsAt: null, labels, annotations: {} };
}

/** Who hears of an alert from Alertmanager, as routes would name them. */
function toldByAlertmanager(catalog: Catalog, labels: Labels): readonly string[] {
  const server = { url: 'http://h/nines', tokenFile: 'token' };
  const { route: tree, receivers } = alertmanagerConfiguration(catalog, { server, secret: (name) => name });
  const heard = routed(tree, labels).filter((name) => name !== 'nines');
  return heard.flatMap((name) => {
    const receiver = receivers.find((candidate) => candidate.name === name);
    return [
      ...(receiver?.slack_configs === undefined ? [] : ['slack']),
      ...(receiver?.telegram_configs === undefined ? [] : ['telegram']),
      ...(receiver?.email_configs === undefined ? [] : ['email']),
      ...(receiver?.pagerduty_configs === undefined ? [] : ['pagerduty']),
      ...(receiver?.webhook_configs ?? []).map(({ url }) => `webhook:${url.split('/').at(-1)}`),
    ];
  });
}

const scenario = fc.record({
  catalog: platform,
  alerts: fc.uniqueArray(alert, { minLength: 1, maxLength: 5, selector: (each) => JSON.stringify(each) }),
  scope: fc.constantFrom('application', 'platform'),
  drill: fc.option(fc.constant('gameday'), { nil: undefined }),
});

test('each incident is told to all whom a route that applies names, once each, and to nobody else', () => {
  fc.assert(
    fc.property(scenario, ({ catalog, alerts, scope, drill }) => {
      const taken = alerts.map((each) => reported(labelsIn(catalog, each, scope, drill)));
      const { changes } = decide(emptyState(), [{ kind: 'alerts', alerts: taken }], policyOf(catalog), NOW);
      expect(changes.incidents.length).toBeGreaterThan(0);
      for (const { number, severity, owners, mergedInto } of changes.incidents) {
        if (mergedInto !== null) continue;
        const expected = catalog.notify.routes.flatMap((each) => {
          const applies =
            scope === 'application' &&
            each.severities.includes(severity) &&
            each.drills === (drill !== undefined) &&
            (each.owners === undefined || each.owners.some((owner) => owners.includes(owner)));
          return applies ? each.to : [];
        });
        const told = changes.messages.flatMap(({ channel, notification }) =>
          notification.kind === 'incident' && notification.incident.number === number ? [channel] : [],
        );
        expect(told.toSorted()).toEqual([...new Set(expected)].toSorted());
      }
    }),
    { numRuns: 200 },
  );
});

test('no channel hears of one alert from both, and people hear of drills by routes alone', () => {
  fc.assert(
    fc.property(scenario, ({ catalog, alerts, scope, drill }) => {
      const labels = alerts.map((each) => labelsIn(catalog, each, scope, drill));
      const { changes } = decide(
        emptyState(),
        [{ kind: 'alerts', alerts: labels.map(reported) }],
        policyOf(catalog),
        NOW,
      );
      const toldByNines = new Set(changes.messages.map(({ channel }) => channel));
      for (const each of labels) {
        const direct = toldByAlertmanager(catalog, each);
        expect(direct.filter((channel) => toldByNines.has(channel))).toEqual([]);
        if (drill !== undefined) expect(direct).toEqual(['webhook:all']);
      }
    }),
    { numRuns: 200 },
  );
});
