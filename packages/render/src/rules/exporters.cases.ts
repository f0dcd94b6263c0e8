/** @see exporters.ts */
import { type AlertCase, gauge, gaugeThen, type Series } from './testing/alert-case.ts';

const scrape = (job: string, values: string, up = 1): Series => ({
  [`scrape_duration_seconds{job="${job}",instance="${job}-0"}`]: values,
  [`up{job="${job}",instance="${job}-0"}`]: gauge(up),
});

const collector = (name: string, job = 'nines-node-exporter'): string =>
  `node_scrape_collector_success{job="${job}",instance="nines-node-exporter-0",collector="${name}"}`;

export const EXPORTER_CASES: readonly AlertCase[] = [
  {
    alert: 'ScrapeSlow',
    service: 'api',
    fires: scrape('api', gauge(4.1)),
    at: '1m',
    labels: { job: 'api', instance: 'api-0' },
    summary: 'api-0 takes 4.1s to show its metrics; the threshold is 4 s',
    boundary: scrape('api', gauge(4)),
    quiet: scrape('api', gauge(5), 0), // it is down: another alert
    noise: scrape('theirs', gauge(9)),
  },
  {
    alert: 'ScrapeSlow', // the mesh is asked every second
    service: 'mesh',
    fires: scrape('mesh', gauge(0.82)),
    at: '1m',
    labels: { job: 'mesh', instance: 'mesh-0' },
    summary: 'mesh-0 takes 820ms to show its metrics; the threshold is 0.8 s',
    boundary: scrape('mesh', gauge(0.8)),
    quiet: scrape('mesh', gaugeThen(0.9, 12, 0.01)),
  },
  {
    alert: 'NodeExporterCollectorFailed',
    fires: { [collector('filesystem')]: gauge(0) },
    at: '2m',
    labels: { job: 'nines-node-exporter', instance: 'nines-node-exporter-0', collector: 'filesystem' },
    summary: 'The collector filesystem of node-exporter has failed for more than 2 min',
    boundary: { [collector('filesystem')]: gaugeThen(0, 24, 1) },
    quiet: { [collector('filesystem')]: gauge(1) },
    noise: { [collector('hwmon')]: gauge(0), [collector('filesystem', 'theirs')]: gauge(0) },
  },
  {
    alert: 'BlackboxConfigReloadFailed',
    fires: { 'blackbox_exporter_config_last_reload_successful{job="nines-blackbox-exporter"}': gauge(0) },
    at: '30s',
    labels: { job: 'nines-blackbox-exporter' },
    summary: 'The blackbox exporter has refused its configuration for more than 30 s',
    boundary: { 'blackbox_exporter_config_last_reload_successful{job="nines-blackbox-exporter"}': gaugeThen(0, 6, 1) },
    quiet: { 'blackbox_exporter_config_last_reload_successful{job="nines-blackbox-exporter"}': gauge(1) },
    noise: { 'blackbox_exporter_config_last_reload_successful{job="theirs"}': gauge(0) },
  },
];
