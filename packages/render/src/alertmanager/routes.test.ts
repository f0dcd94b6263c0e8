import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Catalog } from '@nines/catalog';
import { matchingRoutes, routed } from '../testing/alertmanager-model.ts';
import type { Labels } from '../testing/alertmanager-model.ts';
import { randomCatalog } from '../testing/random-catalog.ts';
import {
  EVERY_RECEIVER,
  NIGHTS_OF_WEB,
  referenceCatalog,
  SATURDAYS,
  withMonitoring,
} from '../testing/reference-catalog.ts';
import { routeTree } from './routes.ts';

let reference: Catalog;

beforeAll(async () => {
  reference = withMonitoring(await referenceCatalog(), EVERY_RECEIVER, [NIGHTS_OF_WEB, SATURDAYS]);
});

const PAGE = {
  alertname: 'ServiceDown',
  severity: 'critical',
  service: 'api',
  owner: 'team-platform',
  scope: 'application',
};
const TICKET = { ...PAGE, severity: 'warning' };
const ABOUT_NINES = { ...PAGE, service: 'nines-server', scope: 'platform' };
const WATCHDOG = { ...ABOUT_NINES, alertname: 'Watchdog', severity: 'none' };

describe('who hears', () => {
  test.each([
    ['a page', PAGE, ['webhook/archive', 'nines']],
    ['a ticket', TICKET, ['webhook/archive', 'nines']],
    ['a page about Nines itself', ABOUT_NINES, ['webhook/archive', 'platform', 'nines']],
    ['an alert of no known severity', { ...ABOUT_NINES, severity: '' }, ['webhook/archive', 'platform', 'nines']],
    ['the watchdog', WATCHDOG, ['heartbeat']],
  ])('%s', (_name, labels, receivers) => {
    expect(routed(routeTree(reference), labels)).toEqual(receivers);
  });

  test('without a heartbeat nobody hears the watchdog', () => {
    const { heartbeat: _, ...others } = EVERY_RECEIVER;
    expect(routed(routeTree({ ...reference, notify: others }), WATCHDOG)).toEqual(['nobody']);
  });
});

test('whose alert it is has a branch of its own below every severity', () => {
  for (const severity of ['critical', 'warning', 'info']) {
    const leaves = matchingRoutes(routeTree(reference), { ...PAGE, severity });
    expect(leaves.map(({ matchers }) => matchers)).toEqual([['owner="team-platform"'], ['owner="team-platform"']]);
  }
});

describe('when', () => {
  test('pages wait long enough for their cause to silence them, and no longer', () => {
    for (const leaf of matchingRoutes(routeTree(reference), ABOUT_NINES)) {
      expect(leaf).toMatchObject({ group_wait: '500ms', group_interval: '500ms' });
    }
  });

  test('programs are told again soon, people seldom', () => {
    const repeats = matchingRoutes(routeTree(reference), ABOUT_NINES).map((leaf) => leaf.repeat_interval);
    expect(repeats).toEqual(['5m', '4h', '5m']);
  });

  const mutes = (labels: Labels): unknown =>
    matchingRoutes(routeTree(reference), labels).map((leaf) => leaf.mute_time_intervals ?? []);

  test.each([
    ['tickets', TICKET, ['saturdays']],
    ['tickets of an owner with times of its own', { ...TICKET, owner: 'team-web' }, ['nights', 'saturdays']],
    ['other severities of that owner', { ...TICKET, owner: 'team-web', severity: 'info' }, ['saturdays']],
    ['pages, of whomever', { ...PAGE, owner: 'team-web' }, []],
  ])('mute times of %s', (_name, labels, times) => {
    expect(mutes(labels)).toEqual([times, times]);
  });
});

test('whatever the platform: every alert reaches Nines, those about Nines people too, and the watchdog its switch only', () => {
  const labels = fc.record({
    alertname: fc.constantFrom('Watchdog', 'ServiceDown', 'X'),
    severity: fc.constantFrom('critical', 'warning', 'info', 'none', ''),
    scope: fc.constantFrom('application', 'platform', ''),
    owner: fc.constantFrom('team-a', 'a', 'say "hi" \\ there', 'a|b.*', ''),
  });
  fc.assert(
    fc.property(randomCatalog(reference), labels, (catalog, alert) => {
      const receivers = routed(routeTree(catalog), alert);
      const all = catalog.notify.webhooks
        .filter(({ receives }) => receives === 'all')
        .map(({ name }) => `webhook/${name}`);
      const people = alert.scope === 'platform' ? ['platform'] : [];
      const watchdog = [catalog.notify.heartbeat === undefined ? 'nobody' : 'heartbeat'];
      expect(receivers).toEqual(alert.alertname === 'Watchdog' ? watchdog : [...all, ...people, 'nines']);
    }),
    { numRuns: 1_000 },
  );
});

test('no page is ever muted by the clock', () => {
  fc.assert(
    fc.property(randomCatalog(reference), fc.constantFrom('team-a', 'team-b'), (catalog, owner) => {
      const leaves = matchingRoutes(routeTree(catalog), { ...ABOUT_NINES, owner });
      expect(leaves.flatMap((leaf) => leaf.mute_time_intervals ?? [])).toEqual([]);
    }),
  );
});
