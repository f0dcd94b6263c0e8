/** What is seen from outside: probes of the addresses that users ask, by the blackbox exporter. */
import type { Catalog, Service } from '@nines/catalog';
import { PROBE_JOB } from '@nines/slo';
import { type Alert, aboutService, type RuleSet } from './alert.ts';
import { VALUE } from './figures.ts';
import { lost } from './lost.ts';

/** Seconds; a probe asks for next to nothing. */
const SLOW = 1;

/** Days in which a certificate can still be renewed by hand without haste; by itself it is renewed long before. */
const DAYS_LEFT = 3;

export function probeRules({ services, monitoring }: Catalog): RuleSet {
  const probed = services.filter(({ port }) => port !== undefined);
  const alerts = probed.flatMap((service) => [
    probeFailed(service, monitoring.scrapeIntervalMs),
    probeSlow(service),
    ...(service.ingress?.tls === true ? [certificateExpires(service)] : []),
  ]);
  return { name: 'probes', records: [], alerts };
}

function matchers({ name }: Service): string {
  return `job="${PROBE_JOB}",service="${name}"`;
}

function probeFailed(service: Service, intervalMs: number): Alert {
  return {
    alert: 'EndpointProbeFailed',
    severity: 'warning',
    about: aboutService(service),
    expr: lost({ metric: 'probe_success', matchers: matchers(service), intervalMs }),
    for: '30s',
    summary: `{{ $labels.instance }} of ${service.name} has failed every probe for more than 30 s`,
    description: 'Asked from outside, the way users ask. The service may be well and the way to it broken.',
  };
}

function probeSlow(service: Service): Alert {
  return {
    alert: 'EndpointProbeSlow',
    severity: 'warning',
    about: aboutService(service),
    expr: `avg_over_time(probe_duration_seconds{${matchers(service)}}[1m]) > ${SLOW}`,
    for: '1m',
    summary: `Probes of {{ $labels.instance }} take ${VALUE.duration}; the threshold is ${SLOW} s`,
    description: 'A probe asks for next to nothing: if that is slow, everything is.',
  };
}

/** What is really served, whatever lies on disk. */
function certificateExpires(service: Service): Alert {
  return {
    alert: 'ServedCertificateExpiring',
    severity: 'warning',
    about: aboutService(service),
    expr: `probe_ssl_earliest_cert_expiry{${matchers(service)}} - time() < ${DAYS_LEFT * 86_400}`,
    for: '1m',
    summary: `The certificate that {{ $labels.instance }} serves expires in ${VALUE.duration}; the threshold is ${DAYS_LEFT} days`,
    description: 'It should have been renewed by now: renewal fails, or the new one is not served.',
  };
}
