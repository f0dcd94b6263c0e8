/** What the mesh is to do, from what is planned and who is there. Pure. */
import { INGRESS, UNKNOWN_CONSUMER } from '@nines/catalog/vocabulary';
import type { Catalog, IngressRule, Probe, Service, TrafficPolicy } from '@nines/catalog';
import type {
  IngressRoute,
  MeshEndpoint,
  MeshListener,
  MeshService,
  MeshSnapshot,
  MeshTimeouts,
  TlsMaterial,
} from '@nines/mesh';
import type { Plan, SlotView } from '@nines/runtime-process';

const LOOPBACK = '127.0.0.1';

/** Never let through: figures, where they are by custom, and the switches of faults of services of ours. */
const HIDDEN = ['/metrics', '/faults'];

export interface SnapshotSource {
  readonly plan: Plan;
  readonly views: readonly SlotView[];
  /** The instance's own port; null where it has none, or does not run. */
  readonly portOf: (view: SlotView) => number | null;
  /** What the HTTPS door shows; undefined where there is none yet. */
  readonly tls: TlsMaterial | undefined;
  readonly version: number;
}

export function meshSnapshot(source: SnapshotSource): MeshSnapshot {
  const { plan, tls, version } = source;
  const reachable = plan.catalog.services.filter(({ port }) => port !== undefined);
  return {
    schemaVersion: 1,
    version,
    listeners: [...edgeListeners(plan), ...reachable.flatMap(stableListener), ...doors(plan, tls)],
    services: reachable.map((service) => meshService(service, source)),
  };
}

function edgeListeners({ edges }: Plan): readonly MeshListener[] {
  return edges.map(({ from, to, port }) => ({ kind: 'edge', host: LOOPBACK, port, consumer: from, service: to }));
}

function stableListener({ name, port }: Service): readonly MeshListener[] {
  if (port === undefined) return [];
  return [{ kind: 'stable', host: LOOPBACK, port, consumer: UNKNOWN_CONSUMER, service: name }];
}

/** The HTTP door, and the HTTPS door where there is a certificate. */
function doors({ catalog }: Plan, tls: TlsMaterial | undefined): readonly MeshListener[] {
  const { httpPort, httpsPort } = catalog.ingress;
  const published = publishedServices(catalog);
  if (published.length === 0) return [];
  const http = published.map((service) => ({
    ...route(service),
    ...(service.ingress.tls && { httpsPort }),
  }));
  const door: MeshListener = { kind: 'ingress', host: LOOPBACK, port: httpPort, routes: http };
  const https = published.filter(({ ingress }) => ingress.tls).map(route);
  if (tls === undefined || https.length === 0) return [door];
  return [door, { kind: 'ingress', host: LOOPBACK, port: httpsPort, routes: https, tls }];
}

/** Hosts that are served by HTTPS. */
export function secureHosts(catalog: Catalog): readonly string[] {
  const secure = publishedServices(catalog).filter(({ ingress }) => ingress.tls);
  return [...new Set(secure.map(({ ingress }) => ingress.host))];
}

type Published = Service & { readonly ingress: IngressRule };

function publishedServices(catalog: Catalog): readonly Published[] {
  const open = new Set(catalog.edges.filter(({ from }) => from === INGRESS).map(({ to }) => to));
  return catalog.services.filter(
    (service): service is Published => open.has(service.name) && service.ingress !== undefined,
  );
}

function route(service: Published): IngressRoute {
  const { ingress, name } = service;
  return { host: ingress.host, paths: ingress.paths, service: name, deniedPaths: deniedPaths(service) };
}

/** Metrics and probes are the platform's business; a probe of the start page leaves it open. */
function deniedPaths({ metrics, health }: Service): readonly string[] {
  const probed = [health.startup, health.liveness, health.readiness].flatMap(probedPath).filter((path) => path !== '/');
  return [...new Set([...(metrics === undefined ? [] : [metrics]), ...probed, ...HIDDEN])];
}

function probedPath(probe: Probe | undefined): readonly string[] {
  return probe?.target.kind === 'http' ? [probe.target.path] : [];
}

/**
 * Where no instance is ready, those that are merely silent go on getting requests: when all are too slow to answer a
 * probe, slow answers are better than none. One that says itself that it is not ready gets nothing.
 */
function meshService(service: Service, source: SnapshotSource): MeshService {
  const own = source.views.filter((view) => view.workload === service.name);
  const ready = own.filter(({ serving }) => serving);
  const unready = own.filter(({ state }) => state === 'unready');
  const targets = ready.length > 0 ? ready : unready.filter(({ suspect }) => suspect);
  return {
    name: service.name,
    protocol: service.protocol,
    endpoints: targets.flatMap((view) => endpoint(view, source)),
    unready: unready.filter((view) => !targets.includes(view)).flatMap((view) => endpoint(view, source)),
    ...trafficOf(service),
  };
}

function trafficOf({ traffic }: Service): Pick<MeshService, 'retryBudget' | 'routes' | 'timeouts'> {
  const times = ({
    timeoutMs,
    perTryTimeoutMs,
  }: Pick<TrafficPolicy, 'timeoutMs' | 'perTryTimeoutMs'>): MeshTimeouts => ({
    deadlineMs: timeoutMs,
    perTryTimeoutMs,
  });
  return {
    timeouts: times(traffic),
    routes: traffic.routes.map((route) => ({ path: route.path, ...times(route) })),
    retryBudget: { ratio: traffic.retryBudget },
  };
}

function endpoint(view: SlotView, { portOf }: SnapshotSource): readonly MeshEndpoint[] {
  const port = portOf(view);
  return port === null ? [] : [{ id: view.slot, version: view.revision, host: LOOPBACK, port }];
}
