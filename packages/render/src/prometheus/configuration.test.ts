import { beforeAll, describe, expect, test } from 'vitest';
import type { Catalog } from '@nines/catalog';
import { referenceCatalog } from '../testing/reference-catalog.ts';
import { ALL_PORTS, slotsOf } from '../testing/running-platform.ts';
import { prometheusConfiguration } from './configuration.ts';
import type { ScrapeJob } from './scrape-jobs.ts';
import { targetFiles } from './target-files.ts';
import type { TargetGroup } from './target-files.ts';

let catalog: Catalog;

beforeAll(async () => {
  catalog = await referenceCatalog();
});

function jobsOf(ports = ALL_PORTS): Readonly<Record<string, ScrapeJob>> {
  const { scrape_configs } = prometheusConfiguration(catalog, ports);
  return Object.fromEntries(scrape_configs.map((job) => [job.job_name, job]));
}

describe('jobs', () => {
  test('each service with metrics, each workload of Nines that runs, and the probes have one', () => {
    expect(Object.keys(jobsOf())).toEqual([
      ...['portal', 'api', 'auth', 'images', 'resumes', 'visitors'],
      ...['mesh', 'nines-server', 'nines-prometheus', 'nines-alertmanager', 'nines-node-exporter'],
      ...['nines-blackbox-exporter', 'nines-postgres-exporter', 'nines-probe'],
    ]);
    expect(Object.keys(jobsOf({ mesh: 1 })).at(-1)).toBe('mesh');
  });

  test('the mesh is asked every second, all others at the usual interval', () => {
    const intervals = Object.values(jobsOf()).map((job) => [job.job_name, job.scrape_interval]);
    expect(intervals.filter(([, interval]) => interval !== undefined)).toEqual([['mesh', '1s']]);
    expect(prometheusConfiguration(catalog, {}).global).toEqual({ scrape_interval: '5s', evaluation_interval: '5s' });
  });

  test('rules are evaluated at least every 5 s, however seldom is scraped', () => {
    const global = (scrapeIntervalMs: number): unknown =>
      prometheusConfiguration({ ...catalog, monitoring: { ...catalog.monitoring, scrapeIntervalMs } }, {}).global;
    expect(global(60_000)).toEqual({ scrape_interval: '1m', evaluation_interval: '5s' });
    expect(global(2_000)).toEqual({ scrape_interval: '2s', evaluation_interval: '2s' });
  });

  test('who speaks about others keeps its labels; what services expose is bounded', () => {
    expect(jobsOf()['mesh']).toMatchObject({ honor_labels: true });
    expect(jobsOf()['api']).toMatchObject({ metrics_path: '/metrics', sample_limit: 20_000, body_size_limit: '16MB' });
    expect(jobsOf()['api']).not.toHaveProperty('honor_labels');
  });

  test('without an Alertmanager nobody is told', () => {
    expect(prometheusConfiguration(catalog, { mesh: 1 })).not.toHaveProperty('alerting');
  });
});

describe('targets', () => {
  function groupsOf(job: string, slots = slotsOf(catalog)): readonly TargetGroup[] {
    return targetFiles(catalog, slots, ALL_PORTS).find((file) => file.job === job)?.groups ?? [];
  }

  test('every job has a file', () => {
    expect(targetFiles(catalog, [], ALL_PORTS).map(({ job }) => job)).toEqual(Object.keys(jobsOf()));
  });

  test('are the slots that are wanted, with what alerts need to know', () => {
    const slots = [
      { service: 'api', slot: 'api-0', port: 20_001 },
      { service: 'api', slot: 'api-1', port: null },
    ];
    expect(groupsOf('api', slots)).toEqual([
      {
        targets: ['127.0.0.1:20001'],
        labels: { service: 'api', owner: 'team-platform', tier: '1', instance: 'api-0' },
      },
    ]);
  });

  test('an engine is known by its own slot, not by its exporter', () => {
    expect(groupsOf('nines-postgres-exporter')).toMatchObject([
      { labels: { service: 'postgres', instance: 'postgres-0' } },
    ]);
  });

  test('probes ask as callers do; what nobody wants to run is not asked', () => {
    const slots = slotsOf(catalog).filter(({ service }) => service !== 'visitors');
    const asked = groupsOf('nines-probe', slots).map(({ targets: [target], labels }) => [
      labels['service'],
      target === labels['instance'] ? target : `${labels['instance']} at ${target}`,
      labels['__param_module'],
    ]);
    expect(asked).toEqual([
      ['portal', 'http://127.0.0.1:8080/readyz', 'http_2xx'],
      ['portal', 'http://127.0.0.1:8080/health', 'http_200'],
      ['portal', 'https://talent.localhost:8443/ at https://127.0.0.1:8443/', 'https_talent.localhost'],
      ['api', 'http://127.0.0.1:8081/readyz', 'http_2xx'],
      ['api', 'http://127.0.0.1:8081/health', 'http_200'],
      ['auth', 'http://127.0.0.1:8082/readyz', 'http_2xx'],
      ['images', 'http://127.0.0.1:8083/readyz', 'http_2xx'],
      ['images', 'http://127.0.0.1:8083/health', 'http_200'],
      ['resumes', 'http://127.0.0.1:8084/readyz', 'http_2xx'],
      ['postgres', 'tcp://127.0.0.1:22060 at 127.0.0.1:22060', 'tcp_connect'],
    ]);
  });
});
