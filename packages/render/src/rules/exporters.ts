/** Exporters and scrapes: whether the figures that everything else goes by are there. */
import type { Catalog } from '@nines/catalog';
import { MESH_INTERVAL_MS, OWN_JOBS } from '../prometheus/scrape-jobs.ts';
import { MESH, NINES_BLACKBOX_EXPORTER, NINES_NODE_EXPORTER } from '../workloads.ts';
import { type Alert, aboutPlatform, aboutService, type AlertSubject, type RuleSet } from './alert.ts';
import { rounded, VALUE } from './figures.ts';

/** Collectors that alerts are built on. Others fail by design where the machine lacks what they look at. */
const NEEDED_COLLECTORS = 'cpu|filefd|filesystem|loadavg|meminfo|netdev|stat|timex|vmstat';

/** Share of the interval: at all of it the scrape is broken off and nothing is stored. */
const SCRAPE_RATIO = 0.8;

export function exporterRules({ services, monitoring }: Catalog): RuleSet {
  const { scrapeIntervalMs } = monitoring;
  const scraped = services.filter(({ metrics }) => metrics !== undefined);
  const alerts = [
    ...scraped.map((service) => scrapeSlow(service.name, aboutService(service), scrapeIntervalMs)),
    ...OWN_JOBS.map((job) => scrapeSlow(job, aboutPlatform(job), job === MESH ? MESH_INTERVAL_MS : scrapeIntervalMs)),
    collectorFailed(),
    blackboxConfigRefused(),
  ];
  return { name: 'exporters', records: [], alerts };
}

function scrapeSlow(job: string, about: AlertSubject, intervalMs: number): Alert {
  const limit = rounded((SCRAPE_RATIO * intervalMs) / 1_000);
  return {
    alert: 'ScrapeSlow',
    severity: 'warning',
    about,
    expr: `scrape_duration_seconds{job="${job}"} > ${limit} and up{job="${job}"} == 1`,
    for: '1m',
    summary: `{{ $labels.instance }} takes ${VALUE.duration} to show its metrics; the threshold is ${limit} s`,
    description: 'A little more and Prometheus gives up: then the instance counts as down.',
  };
}

function collectorFailed(): Alert {
  return {
    alert: 'NodeExporterCollectorFailed',
    severity: 'warning',
    about: aboutPlatform(NINES_NODE_EXPORTER, 'node'),
    expr: `node_scrape_collector_success{job="${NINES_NODE_EXPORTER}",collector=~"${NEEDED_COLLECTORS}"} == 0`,
    for: '2m',
    summary: 'The collector {{ $labels.collector }} of node-exporter has failed for more than 2 min',
    description: 'Alerts about that part of the machine are blind.',
  };
}

function blackboxConfigRefused(): Alert {
  return {
    alert: 'BlackboxConfigReloadFailed',
    severity: 'warning',
    about: aboutPlatform(NINES_BLACKBOX_EXPORTER),
    expr: `blackbox_exporter_config_last_reload_successful{job="${NINES_BLACKBOX_EXPORTER}"} == 0`,
    for: '30s',
    summary: 'The blackbox exporter has refused its configuration for more than 30 s',
    description: 'It goes on with the last good one: new kinds of probes fail.',
  };
}
