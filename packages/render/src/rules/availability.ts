/**
 * Is it there? The detectors see a death sooner; these rules see it by another way, from the scrapes, and see also what
 * has no process of its own to watch.
 */
import type { Catalog, Service } from '@nines/catalog';
import { OWN_JOBS } from '../prometheus/scrape-jobs.ts';
import { NINES_POSTGRES_EXPORTER, NINES_PROMETHEUS, postgresExporter } from '../workloads.ts';
import { type Alert, aboutPlatform, aboutService, type AlertSubject, type RuleSet } from './alert.ts';
import { allLost, lost } from './lost.ts';

/** As long as a target may be away: a restart takes less. */
const DOWN_FOR = '15s';

/** Longer than rolling over all replicas of a service takes. */
const REPLICAS_MISSING_FOR = '2m';

export function availabilityRules(catalog: Catalog): RuleSet {
  const { services, monitoring } = catalog;
  const intervalMs = monitoring.scrapeIntervalMs;
  const scraped = services.filter(({ metrics }) => metrics !== undefined);
  const engines = services.filter(({ engine }) => engine !== undefined);
  const alerts = [
    watchdog(),
    ...scraped.map((service) => targetDown(`job="${service.name}"`, aboutService(service), intervalMs)),
    ...OWN_JOBS.map((job) => targetDown(`job="${job}"`, aboutPlatform(job), intervalMs)),
    ...engines.map(({ name }) =>
      targetDown(
        `job="${NINES_POSTGRES_EXPORTER}",service="${name}"`,
        aboutPlatform(postgresExporter(name)),
        intervalMs,
      ),
    ),
    ...services.map((service) => serviceDown(service, intervalMs)),
    ...services.map(replicasMissing),
  ];
  return { name: 'availability', records: [], alerts };
}

/** Silence is the alarm: whoever expects it knows that the whole way from here to there works. */
function watchdog(): Alert {
  return {
    alert: 'Watchdog',
    severity: 'none',
    about: aboutPlatform(NINES_PROMETHEUS, 'alerts'),
    expr: 'vector(1)',
    summary: 'Alerting works: this alert always fires',
    description: 'It is sent on to a dead man’s switch, which tells when it no longer comes.',
  };
}

function targetDown(matchers: string, about: AlertSubject, intervalMs: number): Alert {
  return {
    alert: 'TargetDown',
    severity: 'critical',
    about,
    expr: lost({ metric: 'up', matchers, intervalMs }),
    for: DOWN_FOR,
    summary: `{{ $labels.instance }} of ${about.service} has answered no scrape for more than 15 s`,
    description: 'Prometheus cannot read its metrics: the instance is gone, stuck, or overloaded.',
  };
}

/** `api` -> `APIServiceDown`. One alert per service, by a name that can be said aloud. */
function serviceDown(service: Service, intervalMs: number): Alert {
  return {
    alert: serviceDownName(service.name),
    severity: 'critical',
    about: aboutService(service),
    expr: noInstanceAnswers(service, intervalMs),
    for: DOWN_FOR,
    summary: `No instance of ${service.name} has been reachable for more than 15 s`,
    description: 'Nothing that depends on it can work; requests to it are answered with an error by the mesh.',
    runbook: 'ServiceDown',
  };
}

/** By the nearest witness that a service has. None of them speaks where no instance is wanted. */
function noInstanceAnswers({ name, engine, metrics, port }: Service, intervalMs: number): string {
  const of = `service="${name}"`;
  if (engine !== undefined) return allLost({ metric: 'pg_up', matchers: of, intervalMs });
  if (metrics !== undefined) return allLost({ metric: 'up', matchers: `job="${name}"`, intervalMs });
  const gone =
    port === undefined
      ? allLost({ metric: 'nines_service_replicas_ready', matchers: of, intervalMs })
      : allLost({ metric: 'mesh_endpoints', matchers: `${of},state="ready"`, intervalMs });
  return `${gone} and max(nines_service_replicas_desired{${of}}) > 0`;
}

/** Parts of names that are written in capitals. */
const ACRONYMS: ReadonlySet<string> = new Set(['api', 'db', 'cdn', 'dns', 'http', 'sql', 'ui']);

/** Name of the alert "no instance of this service can be reached": `resume-store` -> `ResumeStoreServiceDown`. */
export function serviceDownName(service: string): string {
  const words = service.split('-').map((word) => {
    return ACRONYMS.has(word) ? word.toUpperCase() : `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  });
  return `${words.join('')}ServiceDown`;
}

function replicasMissing(service: Service): Alert {
  const count = (which: string): string => `max(nines_service_replicas_${which}{service="${service.name}"})`;
  return {
    alert: 'ReplicasMissing',
    severity: 'warning',
    about: aboutService(service),
    expr: `${count('ready')} < ${count('desired')}`,
    for: REPLICAS_MISSING_FOR,
    summary: `${service.name} has had fewer ready replicas than wanted for more than 2 min, now {{ $value }}`,
    description: 'It serves, with less capacity and less to lose; the next failure may be the one that is felt.',
  };
}
