/**
 * What is asked from outside, as a caller would: each HTTP service at its stable address, through the mesh, at the paths
 * that its objectives promise too, and each host that is reached by HTTPS at the ingress.
 *
 * A TCP service is asked at each instance: the mesh accepts a connection before it knows whether anybody will serve it,
 * and says so by closing it, which a probe that only connects does not see.
 */
import type { Catalog, Service } from '@nines/catalog';
import { probeUrl } from '@nines/slo';
import type { DesiredSlot } from '../desired-slot.ts';
import { loopback } from '../workloads.ts';

/** One question the blackbox exporter asks. */
export interface BlackboxProbe {
  readonly service: Service;
  /** What the exporter is given: a URL, or `host:port` for TCP. */
  readonly target: string;
  /** What people know it by: the `instance` label. */
  readonly url: string;
  /** Name of the module of `blackboxConfiguration` that knows what a good answer is. */
  readonly module: string;
}

/** Any answer below 500 will do: no path is known whose answer means health. */
export const HTTP_ANSWERS = 'http_answers';
/** The readiness path has to answer with 2xx. */
export const HTTP_2XX = 'http_2xx';
/** A path that an objective promises has to answer with 200 and nothing else. */
export const HTTP_200 = 'http_200';
export const TCP_CONNECT = 'tcp_connect';

/** The module for one host of the TLS ingress: the name in the handshake is the module's, not the target's. */
export function ingressModule(host: string): string {
  return `https_${host}`;
}

/** Every probe of the platform as it is wanted now. A service of which no instance is wanted is left in peace. */
export function blackboxProbes(catalog: Catalog, slots: readonly DesiredSlot[]): readonly BlackboxProbe[] {
  return catalog.services.flatMap((service) => {
    const own = slots.filter((slot) => slot.service === service.name);
    if (own.length === 0) return [];
    const direct = service.protocol === 'http' ? httpProbes(service) : tcpProbes(service, own);
    return [...direct, ...ingressProbes(service, catalog.ingress.httpsPort)];
  });
}

/** Each path once, as two probes of one URL would be one series; what is promised of it goes before readiness. */
function httpProbes(service: Service): readonly BlackboxProbe[] {
  const { port } = service;
  if (port === undefined) return [];
  const readiness = service.health.readiness?.target;
  const [module, path] = readiness?.kind === 'http' ? [HTTP_2XX, readiness.path] : [HTTP_ANSWERS, '/'];
  const promised = service.slos.flatMap(({ sli }) => (sli.kind === 'probe' ? [sli.path] : []));
  const modules = new Map([[path, module], ...promised.map((each) => [each, HTTP_200] as const)]);
  return Array.from(modules, ([asked, by]) => {
    const url = probeUrl(port, asked);
    return { service, target: url, url, module: by };
  });
}

function tcpProbes(service: Service, slots: readonly DesiredSlot[]): readonly BlackboxProbe[] {
  return slots
    .flatMap(({ port }) => (port === null ? [] : [loopback(port)]))
    .map((target) => ({ service, target, url: `tcp://${target}`, module: TCP_CONNECT }));
}

function ingressProbes(service: Service, httpsPort: number): readonly BlackboxProbe[] {
  if (service.ingress?.tls !== true) return [];
  const { host, paths } = service.ingress;
  const path = paths[0] ?? '/';
  // By address: `*.localhost` is known to browsers, not to every resolver.
  const target = `https://${loopback(httpsPort)}${path}`;
  return [{ service, target, url: `https://${host}:${httpsPort}${path}`, module: ingressModule(host) }];
}
