/** What the mesh is to do, from what is planned and who is there. Pure. */
import { INGRESS, UNKNOWN_CONSUMER } from '@nines/catalog/vocabulary';
import type { Catalog, Probe, Service } from '@nines/catalog';
import type { IngressRoute, MeshEndpoint, MeshListener, MeshService, MeshSnapshot } from '@nines/mesh';
import type { Plan, SlotView } from '@nines/runtime-process';

const LOOPBACK = '127.0.0.1';

export interface SnapshotSource {
  readonly plan: Plan;
  readonly views: readonly SlotView[];
  /** The instance's own port; null where it has none, or does not run. */
  readonly portOf: (view: SlotView) => number | null;
  readonly version: number;
}

export function meshSnapshot(source: SnapshotSource): MeshSnapshot {
  const { plan, version } = source;
  const reachable = plan.catalog.services.filter(({ port }) => port !== undefined);
  return {
    schemaVersion: 1,
    version,
    listeners: [...edgeListeners(plan), ...reachable.flatMap(stableListener), ...ingressListener(plan.catalog)],
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

function ingressListener(catalog: Catalog): readonly MeshListener[] {
  const open = new Set(catalog.edges.filter(({ from }) => from === INGRESS).map(({ to }) => to));
  const routes = catalog.services.filter(({ name }) => open.has(name)).flatMap(ingressRoute);
  return routes.length === 0 ? [] : [{ kind: 'ingress', host: LOOPBACK, port: catalog.ingress.httpPort, routes }];
}

function ingressRoute(service: Service): readonly IngressRoute[] {
  const { ingress, name } = service;
  if (ingress === undefined) return [];
  return [{ host: ingress.host, paths: ingress.paths, service: name, deniedPaths: deniedPaths(service) }];
}

/** Metrics and probes are the platform's business; a probe of the start page leaves it open. */
function deniedPaths({ metrics, health }: Service): readonly string[] {
  const probed = [health.startup, health.liveness, health.readiness].flatMap(probedPath).filter((path) => path !== '/');
  return [...new Set([...(metrics === undefined ? [] : [metrics]), ...probed])];
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
  };
}

function endpoint(view: SlotView, { portOf }: SnapshotSource): readonly MeshEndpoint[] {
  const port = portOf(view);
  return port === null ? [] : [{ id: view.slot, version: view.revision, host: LOOPBACK, port }];
}
