/** Whom Prometheus asks, how often, and how much it takes from whom. */
import type { Catalog, Service } from '@nines/catalog';
import { PROBE_JOB } from '@nines/slo';
import { durationText } from '../duration.ts';
import {
  loopback,
  MESH,
  NINES_ALERTMANAGER,
  NINES_BLACKBOX_EXPORTER,
  NINES_NODE_EXPORTER,
  NINES_POSTGRES_EXPORTER,
  NINES_PROMETHEUS,
  NINES_SERVER,
  postgresExporter,
} from '../workloads.ts';
import type { WorkloadPorts } from '../workloads.ts';
import { askThrough, dropOwnName } from './scrape-labels.ts';
import type { RelabelRule } from './scrape-labels.ts';

/** @see Prometheus documentation, "Configuration": `<scrape_config>`; every field is known to 2.42 */
export interface ScrapeJob {
  readonly job_name: string;
  readonly scrape_interval?: string;
  readonly metrics_path?: string;
  readonly honor_labels?: boolean;
  readonly file_sd_configs: readonly { readonly files: readonly string[]; readonly refresh_interval: string }[];
  readonly relabel_configs?: readonly RelabelRule[];
  readonly metric_relabel_configs?: readonly RelabelRule[];
  readonly sample_limit?: number;
  readonly label_limit?: number;
  readonly label_name_length_limit?: number;
  readonly label_value_length_limit?: number;
  readonly body_size_limit?: string;
}

/** Traffic changes faster than anything else; and there is one mesh, not one a service. */
export const MESH_INTERVAL_MS = 1_000;

/** Changes are noticed at once through inotify; this is for the one that got lost, ms. */
const REFRESH_MS = 30_000;

/**
 * What a service may expose. A scrape beyond it fails as a whole (`up` is 0): one service whose labels run away must not
 * take the memory that watches all others. What Nines exposes is bounded by the catalog.
 */
const SERVICE_LIMITS = {
  sample_limit: 20_000,
  label_limit: 64,
  label_name_length_limit: 256,
  label_value_length_limit: 2_048,
  body_size_limit: '16MB',
} as const;

/** They speak about others, so their own `service` and `instance` win over the target's. */
const SPOKESMEN: readonly string[] = [MESH, NINES_SERVER];

/** Jobs of Nines' own workloads: one target each, the workload of that name. */
export const OWN_JOBS = [
  MESH,
  NINES_SERVER,
  NINES_PROMETHEUS,
  NINES_ALERTMANAGER,
  NINES_NODE_EXPORTER,
  NINES_BLACKBOX_EXPORTER,
] as const;

/** Jobs of Nines' own workloads that run. */
export function ownJobs(ports: WorkloadPorts): readonly string[] {
  return OWN_JOBS.filter((name) => ports[name] !== undefined);
}

/** Services whose own metrics are scraped. */
export function scrapedServices(catalog: Catalog): readonly (Service & { readonly metrics: string })[] {
  return catalog.services.flatMap((service) =>
    service.metrics === undefined ? [] : [{ ...service, metrics: service.metrics }],
  );
}

/** Engines that an exporter runs for, with its port. */
export function exportedEngines(catalog: Catalog, ports: WorkloadPorts): readonly (readonly [Service, number])[] {
  return catalog.services.flatMap((service) => {
    const port = service.kind === 'engine' ? ports[postgresExporter(service.name)] : undefined;
    return port === undefined ? [] : [[service, port] as const];
  });
}

/** All jobs, each with one file of targets, so that whom to ask changes without a reload. */
export function scrapeJobs(catalog: Catalog, ports: WorkloadPorts): readonly ScrapeJob[] {
  const blackbox = ports[NINES_BLACKBOX_EXPORTER];
  return [
    ...scrapedServices(catalog).map(({ name, metrics }) => ({
      ...job(name),
      metrics_path: metrics,
      metric_relabel_configs: [dropOwnName(name)],
      ...SERVICE_LIMITS,
    })),
    ...ownJobs(ports).map(ownJob),
    ...(exportedEngines(catalog, ports).length === 0 ? [] : [job(NINES_POSTGRES_EXPORTER)]),
    ...(blackbox === undefined ? [] : [probeJob(loopback(blackbox))]),
  ];
}

function ownJob(name: string): ScrapeJob {
  return {
    ...job(name),
    ...(name === MESH && { scrape_interval: durationText(MESH_INTERVAL_MS) }),
    ...(SPOKESMEN.includes(name) && { honor_labels: true }),
  };
}

function probeJob(exporter: string): ScrapeJob {
  return { ...job(PROBE_JOB), metrics_path: '/probe', relabel_configs: askThrough(exporter) };
}

function job(name: string): ScrapeJob {
  const files = [`targets/${name}.json`]; // relative to the configuration's own folder
  return { job_name: name, file_sd_configs: [{ files, refresh_interval: durationText(REFRESH_MS) }] };
}
