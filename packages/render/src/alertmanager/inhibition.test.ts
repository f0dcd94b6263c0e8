import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Catalog } from '@nines/catalog';
import { told } from '../testing/alertmanager-model.ts';
import type { Labels } from '../testing/alertmanager-model.ts';
import { randomCatalog } from '../testing/random-catalog.ts';
import { referenceCatalog } from '../testing/reference-catalog.ts';
import { inhibitRules } from './inhibition.ts';

let reference: Catalog;

beforeAll(async () => {
  reference = await referenceCatalog();
});

function alert(alertname: string, service: string, more: Labels = {}): Labels {
  return { alertname, service, severity: 'critical', scope: 'application', origin: 'detector', ...more };
}

const RULE = { origin: 'rule' };
const WARNING = { severity: 'warning' };
const PLATFORM = { scope: 'platform' };

function whoIsTold(...firing: readonly Labels[]): readonly string[] {
  return told(inhibitRules(reference), firing).map(({ alertname, service }) => `${alertname}/${service}`);
}

describe('what silences what', () => {
  test('a service that is down silences what rules and detectors say about it besides', () => {
    const down = alert('ServiceDown', 'auth');
    expect(
      whoIsTold(
        down,
        alert('TargetDown', 'auth', RULE),
        alert('AuthServiceDown', 'auth', RULE),
        alert('ProbeFailing', 'auth', { ...WARNING, instance: 'auth-0' }),
        alert('InstanceCrashLoop', 'auth', { ...WARNING, instance: 'auth-1' }),
        alert('DependencyDown', 'api', { severity: 'info', dependency: 'auth' }),
        alert('TargetDown', 'images', RULE),
      ),
    ).toEqual(['ServiceDown/auth', 'TargetDown/images']);
  });

  test('an outage that is over a moment ago still explains what detectors and rules say of the same service', () => {
    const over = alert('Recovering', 'auth', { severity: 'none' });
    const late = [
      alert('TargetDown', 'auth', RULE),
      alert('InstanceCrashLoop', 'auth', { ...WARNING, instance: 'auth-1' }),
      alert('ProbeFailing', 'auth', { ...WARNING, instance: 'auth-0' }),
    ];
    const others = [alert('InstanceCrashLoop', 'images', WARNING), alert('ServiceDown', 'auth')];
    expect(told(inhibitRules(reference), [over, ...late, ...others])).toEqual([over, ...others]);
  });

  test('a dependency that is down silences everything about those that depend on it, over any number of steps', () => {
    const dependents = [alert('ServiceDown', 'api'), alert('PortalServiceDown', 'portal', RULE)];
    expect(whoIsTold(...dependents, alert('ServiceDown', 'postgres'))).toEqual(['ServiceDown/postgres']);
  });

  test('what a drill does silences nothing real, and the other way round', () => {
    const drill = { drill: 'gameday' };
    expect(
      told(inhibitRules(reference), [
        alert('ServiceDown', 'postgres', drill),
        alert('ServiceDown', 'api', drill),
        alert('AuthServiceDown', 'auth', RULE),
        alert('ServiceDown', 'images'),
      ]).map(({ alertname, service }) => `${alertname}/${service}`),
    ).toEqual(['ServiceDown/postgres', 'AuthServiceDown/auth', 'ServiceDown/images']);
  });

  test('only what is told directly explains others', () => {
    const bySomeRule = alert('PostgresServiceDown', 'postgres', RULE);
    expect(whoIsTold(alert('ServiceDown', 'api'), bySomeRule)).toEqual([
      'ServiceDown/api',
      'PostgresServiceDown/postgres',
    ]);
  });

  test('without the mesh nothing about the application is news', () => {
    expect(whoIsTold(alert('ServiceDown', 'mesh', PLATFORM), alert('ServiceDown', 'postgres'))).toEqual([
      'ServiceDown/mesh',
    ]);
  });

  test('a part of monitoring that is away is told once, as bad as it is', () => {
    const exporter = 'nines-postgres-exporter-postgres';
    const scrape = alert('TargetDown', exporter, { ...RULE, ...PLATFORM });
    expect(whoIsTold(alert('MonitoringDown', exporter, { ...WARNING, ...PLATFORM }), scrape)).toEqual([
      `MonitoringDown/${exporter}`,
    ]);
  });

  test('a critical alert silences the warning of its name, of the same part only', () => {
    const disk = (severity: string, path: string): Labels =>
      alert('DiskNearlyFull', 'nines-server', { ...PLATFORM, severity, path });
    expect(
      told(inhibitRules(reference), [disk('critical', '/'), disk('warning', '/'), disk('warning', '/data')]),
    ).toEqual([disk('critical', '/'), disk('warning', '/data')]);
  });

  test('a budget that burns fast silences the slower windows of its own objective only', () => {
    const burn = (slo: string, severity: string, windows: string): Labels =>
      alert('ErrorBudgetBurn', 'api', { ...RULE, severity, slo, windows });
    const page = burn('errors', 'critical', '1h/5m');
    const other = burn('latency', 'warning', '3d/6h');
    expect(told(inhibitRules(reference), [page, burn('errors', 'warning', '1d/2h'), other])).toEqual([page, other]);
  });

  test('an outage explains the budgets that it burns: of the service, and of all that depend on it', () => {
    const burning = ['portal', 'api', 'auth', 'images'].map((service) =>
      alert('ErrorBudgetBurn', service, { ...RULE, slo: 'errors', windows: '1h/5m' }),
    );
    expect(whoIsTold(alert('ServiceDown', 'auth'), ...burning)).toEqual(['ServiceDown/auth', 'ErrorBudgetBurn/images']);
  });

  test('the disk of the platform is told of once', () => {
    const byRule = alert('NodeDiskSpaceLow', 'nines-node-exporter', { ...WARNING, ...PLATFORM, ...RULE });
    const direct = alert('DiskNearlyFull', 'nines-server', { ...WARNING, ...PLATFORM, path: '/shop/.nines' });
    expect(whoIsTold(byRule, direct)).toEqual(['DiskNearlyFull/nines-server']);
    expect(whoIsTold(byRule)).toEqual(['NodeDiskSpaceLow/nines-node-exporter']);
  });

  test('nothing silences the watchdog', () => {
    const watchdog = alert('Watchdog', 'nines-prometheus', { severity: 'none', ...PLATFORM, ...RULE });
    const others = ['ServiceDown', 'MonitoringDown'].map((name) => alert(name, 'nines-prometheus', PLATFORM));
    expect(told(inhibitRules(reference), [watchdog, ...others])).toContain(watchdog);
  });
});

describe('something always tells', () => {
  const names = ['ServiceDown', 'MonitoringDown', 'TargetDown', 'ProbeFailing', 'DependencyDown', 'ErrorBudgetBurn'];

  function firingIn(catalog: Catalog): fc.Arbitrary<readonly Labels[]> {
    const services = [...catalog.services.map(({ name }) => name), 'mesh', 'nines-server', 'nines-state'];
    const one = fc
      .record({
        alertname: fc.constantFrom(...names),
        service: fc.constantFrom(...services),
        severity: fc.constantFrom('critical', 'warning', 'info'),
        origin: fc.constantFrom('rule', 'detector'),
        slo: fc.constantFrom('errors', 'latency'),
      })
      .map((labels) => ({ ...labels, scope: /^(mesh|nines-.*)$/.test(labels.service) ? 'platform' : 'application' }));
    return fc.array(one, { minLength: 1, maxLength: 12 });
  }

  test('of alerts that fire together, in chains, diamonds and cycles, one is heard', () => {
    const trouble = randomCatalog(reference).chain((catalog) => fc.tuple(fc.constant(catalog), firingIn(catalog)));
    fc.assert(
      fc.property(trouble, ([catalog, firing]) => {
        expect(told(inhibitRules(catalog), firing).length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });

  test('where a page about the application fires, somebody is paged', () => {
    const trouble = randomCatalog(reference).chain((catalog) => fc.tuple(fc.constant(catalog), firingIn(catalog)));
    fc.assert(
      fc.property(trouble, ([catalog, all]) => {
        const firing = all.filter(({ alertname }) => alertname !== 'MonitoringDown');
        fc.pre(firing.some(({ severity, scope }) => severity === 'critical' && scope === 'application'));
        expect(told(inhibitRules(catalog), firing).map(({ severity }) => severity)).toContain('critical');
      }),
      { numRuns: 1_000 },
    );
  });
});
