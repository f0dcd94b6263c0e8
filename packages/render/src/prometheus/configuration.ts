/** prometheus.yml: how often, whom, which rules, and whom to tell. */
import type { Catalog } from '@nines/catalog';
import { durationText } from '../duration.ts';
import { loopback, NINES_ALERTMANAGER } from '../workloads.ts';
import type { WorkloadPorts } from '../workloads.ts';
import { scrapeJobs } from './scrape-jobs.ts';
import type { ScrapeJob } from './scrape-jobs.ts';

/** The document of prometheus.yml; paths in it are relative to its folder. JSON is YAML: it can be written as either. */
export interface PrometheusConfiguration {
  readonly global: { readonly scrape_interval: string; readonly evaluation_interval: string };
  readonly storage: { readonly exemplars: { readonly max_exemplars: number } };
  readonly rule_files: readonly string[];
  readonly alerting?: { readonly alertmanagers: readonly AlertmanagerPeers[] };
  readonly scrape_configs: readonly ScrapeJob[];
}

interface AlertmanagerPeers {
  readonly static_configs: readonly { readonly targets: readonly string[] }[];
  /** Of one post. */
  readonly timeout: string;
}

/** A rule with `for: 15s` is at most this late, ms. */
const LONGEST_EVALUATION_MS = 5_000;

/** Prometheus sets memory for all of them aside at its start. */
const EXEMPLARS = 10_000;

/** The configuration for what runs: a workload without a port is not asked. Pure. */
export function prometheusConfiguration(catalog: Catalog, ports: WorkloadPorts): PrometheusConfiguration {
  const { scrapeIntervalMs } = catalog.monitoring;
  const alertmanager = ports[NINES_ALERTMANAGER];
  return {
    global: {
      scrape_interval: durationText(scrapeIntervalMs),
      evaluation_interval: durationText(Math.min(scrapeIntervalMs, LONGEST_EVALUATION_MS)),
    },
    storage: { exemplars: { max_exemplars: EXEMPLARS } },
    rule_files: ['rules/*.json'],
    ...(alertmanager !== undefined && { alerting: { alertmanagers: [tell(alertmanager)] } }),
    scrape_configs: scrapeJobs(catalog, ports),
  };
}

function tell(port: number): AlertmanagerPeers {
  return { static_configs: [{ targets: [loopback(port)] }], timeout: '5s' };
}
