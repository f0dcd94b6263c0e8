import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AlertingRule } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { DASHBOARD_UIDS } from '../dashboards/dashboard-uids.ts';
import { referenceCatalog } from '../testing/reference-catalog.ts';
import { alertRules } from './alert-rules.ts';
import type { RuleFile } from './rule-file.ts';
import { serviceDownName } from './availability.ts';
import { ALERT_CASES } from './testing/all-cases.ts';
import { fixtureCatalog } from './testing/fixture-catalog.ts';

const RUNBOOKS = fileURLToPath(new URL('../../../../runbooks/', import.meta.url));

/** Alerts of the direct detectors: they are not rules, and lead to runbooks all the same. */
const DETECTORS = [
  'ServiceDown',
  'InstanceCrashLoop',
  'ProbeFailing',
  'DependencyDown',
  'DiskNearlyFull',
  'CertificateExpiring',
  'ClockWrong',
  'MonitoringDown',
  'HeartbeatMissing',
];

function alertsOf(files: readonly RuleFile[]): readonly AlertingRule[] {
  return files
    .flatMap(({ content }) => content.groups.flatMap(({ rules }) => rules))
    .filter((rule): rule is AlertingRule => 'alert' in rule);
}

const ALERTS = alertsOf(alertRules(fixtureCatalog()));

describe('every alert', () => {
  it.each(ALERTS.map((rule) => [`${rule.alert} of ${rule.labels['service'] ?? ''}`, rule] as const))(
    '%s says how bad it is, whose it is, what was measured and what to do',
    (_name, { alert, labels: { slo, windows, ...labels }, annotations }) => {
      expect([slo !== undefined, windows !== undefined]).toEqual([
        ['ErrorBudgetBurn', 'ObjectiveWithoutData'].includes(alert),
        alert === 'ErrorBudgetBurn',
      ]);
      expect(labels).toEqual({
        severity: expect.stringMatching(/^(critical|warning|info|none)$/) as unknown,
        service: expect.stringMatching(/^[a-z][a-z0-9-]*$/) as unknown,
        owner: expect.stringMatching(/./) as unknown,
        tier: expect.stringMatching(/^[123]$/) as unknown,
        scope: expect.stringMatching(/^(application|platform)$/) as unknown,
        origin: 'rule',
      });
      if (alert !== 'Watchdog') expect(annotations['summary']).toMatch(/\d|\{\{ \$value/);
      expect(annotations['description']).toMatch(/^[A-Z].*[.]$/);
      expect(annotations['runbook_url']).toMatch(/^https:\/\/example\.test\/runbooks\/\w+\.md$/);
      const [, uid, chosen] =
        /^https:\/\/grafana\.test\/d\/([a-z-]+)(?:\?var-service=(.+))?$/.exec(annotations['dashboard'] ?? '') ?? [];
      expect(Object.values(DASHBOARD_UIDS)).toContain(uid);
      expect(chosen).toBe(labels['scope'] === 'application' ? labels['service'] : undefined);
    },
  );

  it('belongs to the platform if and only if it is about a workload of Nines', () => {
    const services = fixtureCatalog().services.map(({ name }) => name);
    for (const { labels } of ALERTS) {
      expect(labels['scope']).toBe(services.includes(labels['service'] ?? '') ? 'application' : 'platform');
    }
  });

  it('is tested: when it fires, at its threshold, and in health', () => {
    expect([...new Set(ALERT_CASES.map(({ alert }) => alert))].sort()).toEqual(names(ALERTS));
    const incomplete = ALERT_CASES.filter(({ boundary, quiet }) => boundary === undefined || quiet === undefined);
    expect(incomplete.map(({ alert }) => alert)).toEqual(['Watchdog']);
  });
});

describe('the rules of a catalog', () => {
  it('are the same for the same catalog', () => {
    expect(JSON.stringify(alertRules(fixtureCatalog()))).toBe(JSON.stringify(alertRules(fixtureCatalog())));
  });

  it('take their thresholds from the service', () => {
    const catalog = fixtureCatalog();
    const services = catalog.services.map((service) => ({
      ...service,
      alerts: { ...service.alerts, latencyMs: 750, errorRatio: 0.001, requestRatePerSecond: 0.5 },
    }));
    const expressions = alertsOf(alertRules({ ...catalog, services })).map(({ expr }) => expr);
    const having = (text: string): number => expressions.filter((expr) => expr.includes(text)).length;
    expect([
      having('p95_rate30s{service="api"} > 0.75'),
      having('> 0.001 and'),
      having('rate15s{service="api"} > 0.5'),
    ]).toEqual([1, 2, 1]);
  });

  it('leave out what a service did not ask for', () => {
    const { services, ...rest } = fixtureCatalog();
    const modest = services.map((service) => ({
      ...service,
      alerts: { errorRatio: 0.01, latencyMs: 200, cpuRatio: 0.9, memoryRatio: 0.9, baseline: false },
    }));
    const names = alertsOf(alertRules({ ...rest, services: modest })).map(({ alert }) => alert);
    for (const absent of ['HighRequestRate', 'TrafficBelowBaseline']) {
      expect(names).not.toContain(absent);
    }
  });

  it('leave out objectives where there are none', () => {
    const { services, ...rest } = fixtureCatalog();
    const unpromised = services.map((service) => ({ ...service, slos: [] }));
    expect(alertRules({ ...rest, services: unpromised }).map(({ name }) => name)).not.toContain('objectives.json');
  });

  it('leave out databases where there is none', () => {
    const catalog = fixtureCatalog();
    const services = catalog.services.filter(({ engine }) => engine === undefined);
    const files = alertRules({ ...catalog, services });
    expect(files.map(({ name }) => name)).not.toContain('postgres.json');
  });

  it('say nothing of the same name and labels twice', async () => {
    const identities = alertsOf(alertRules(await referenceCatalog())).map(({ alert, labels }) =>
      JSON.stringify([alert, labels]),
    );
    expect(new Set(identities).size).toBe(identities.length);
  });
});

describe('names of services that are down', () => {
  it.each([
    ['api', 'APIServiceDown'],
    ['resume-store', 'ResumeStoreServiceDown'],
    ['public-api', 'PublicAPIServiceDown'],
    ['s3', 'S3ServiceDown'],
  ])('%s -> %s', (service, name) => {
    expect(serviceDownName(service)).toBe(name);
  });
});

describe('runbooks', () => {
  const needed = new Set([
    ...DETECTORS,
    ...ALERTS.map(({ annotations }) => (annotations['runbook_url'] ?? '').replace(/^.*\/(\w+)\.md$/, '$1')),
  ]);

  it('exist for every alert, and for nothing else', () => {
    const present = readdirSync(RUNBOOKS).filter((file) => file !== 'README.md');
    expect(present.sort()).toEqual([...needed].map((name) => `${name}.md`).sort());
  });

  it.each([...needed])('%s: what it means, how bad, what to check by command, what to do, when it is over', (name) => {
    const text = readFileSync(`${RUNBOOKS}${name}.md`, 'utf8');
    expect(text.split('\n').filter((line) => /^#+ /.test(line))).toEqual([
      `# ${name}`,
      '## Meaning',
      '## Impact',
      '## Check',
      '## Do',
      '## Over when',
    ]);
    expect(text).toMatch(/## Check\n\n```sh\n/);
  });
});

function names(alerts: readonly AlertingRule[]): readonly string[] {
  return [...new Set(alerts.map(({ alert }) => alert))].sort();
}
