/** Whose service is whose, and who depends on whom, all the way down. */
import type { Catalog, Service } from '@nines/catalog';

/** What an alert has to know of a service. */
export interface Place {
  readonly owner: string;
  readonly tier: string;
  readonly scope: 'application' | 'platform';
  /** Called directly. */
  readonly calls: readonly string[];
  /** Needed directly or by way of others, itself not included. */
  readonly needs: ReadonlySet<string>;
  /** Replicas by the catalog. */
  readonly replicas: number;
  /** The catalog's own link to a runbook. */
  readonly runbook?: string;
}

/** A catalog, as detection reads it. */
export interface Topology {
  /** By service name. Nines' own workloads are not in a catalog; `placeOf` knows them. */
  readonly places: ReadonlyMap<string, Place>;
  /** What links to runbooks begin with: a URL or a folder. */
  readonly runbooks: string;
  /** What links to dashboards begin with: a URL, or nothing. */
  readonly dashboards: string;
}

/** Before a catalog is known. */
export const NO_TOPOLOGY: Topology = { places: new Map(), runbooks: 'runbooks', dashboards: '' };

/** The workload that carries the traffic between services: whoever calls somebody needs it. */
export const MESH = 'mesh';

/** Labels that rules use as well: routes need something to match. */
const PLATFORM_OWNER = 'nines';
const PLATFORM_TIER = '1';
const NO_OWNER = 'none';

export function topologyOf({ services, edges, monitoring }: Catalog): Topology {
  const calls = new Map(services.map(({ name }) => [name, edges.filter(({ from }) => from === name)]));
  const direct = (name: string): readonly string[] => (calls.get(name) ?? []).map(({ to }) => to);
  const places = new Map(services.map((service) => [service.name, place(service, direct)]));
  return { places, runbooks: monitoring.runbooks, dashboards: monitoring.dashboards ?? '' };
}

function place(service: Service, direct: (name: string) => readonly string[]): Place {
  const { name, owner = NO_OWNER, tier, replicas, runbook } = service;
  return {
    owner,
    tier: String(tier),
    scope: 'application',
    calls: direct(name),
    needs: closure(name, direct),
    replicas: replicas.min,
    ...(runbook === undefined ? {} : { runbook }),
  };
}

function closure(name: string, direct: (name: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...direct(name)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...direct(next));
  }
  if (seen.size > 0) seen.add(MESH);
  seen.delete(name);
  return seen;
}

/** Where a workload stands; Nines' own where the catalog does not have it. */
export function placeOf(topology: Topology, name: string): Place {
  return topology.places.get(name) ?? OURS;
}

const OURS: Place = {
  owner: PLATFORM_OWNER,
  tier: PLATFORM_TIER,
  scope: 'platform',
  calls: [],
  needs: new Set(),
  replicas: 1,
};

/** Whether a workload is one of Nines' own that only watch: the platform serves on without it. */
export function isMonitoring(name: string): boolean {
  return /^nines-(prometheus|alertmanager|.*-exporter(-.*)?)$/.test(name);
}

/** The server detects; whether it is there itself, others must see. */
export const SERVER = 'nines-server';

/** Hosts that the ingress shows a certificate of. */
export function tlsHosts({ services }: Pick<Catalog, 'services'>): readonly string[] {
  return services.flatMap(({ ingress }) => (ingress?.tls === true ? [ingress.host] : []));
}
