/** Turns an applied catalog into workloads that can be launched: ports and secrets are found, engines set up. */
import { createHmac } from 'node:crypto';
import { commandSearchPath, INGRESS } from '@nines/catalog/vocabulary';
import type { Catalog, Edge, Service } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import type { EngineWorkload } from '../engines/postgres.ts';
import { addressOf, LOOPBACK, planWorkloads } from './plan.ts';
import type { LaunchTemplate, PlannedWorkload } from './plan.ts';
import type { ReferenceValues } from './references.ts';
import { serviceTemplate } from './service-template.ts';

export interface PlannerOptions {
  readonly stateDirectory: string;
  readonly baseEnvironment: Readonly<Record<string, string>>;
  /** A short keyed hash: equal for equal content, telling nothing about the secrets in it. */
  readonly revision: (content: unknown) => string;
  /** Port on which the mesh takes calls of one consumer to one service; the same for ever. */
  readonly edgePort: (edge: Edge) => Promise<number>;
  /** Value of a declared secret. @throws NinesError `SECRET_MISSING` */
  readonly secret: (name: string) => string;
  readonly engine: (service: Service) => EngineWorkload;
}

/** A catalog that can be run. */
export interface Plan {
  readonly catalog: Catalog;
  readonly workloads: readonly PlannedWorkload[];
  /** Edge ports by `from` and `to`; calls from the ingress have none. */
  readonly edges: readonly (Edge & { readonly port: number })[];
}

/** Plans a catalog. Asking twice for the same catalog gives the same plan: ports and secrets are kept. */
export async function planCatalog(catalog: Catalog, options: PlannerOptions): Promise<Plan> {
  const inner = catalog.edges.filter(({ from }) => from !== INGRESS);
  const edges = await Promise.all(inner.map(async (edge) => ({ ...edge, port: await options.edgePort(edge) })));
  const engines = new Map(catalog.services.filter(isEngine).map((service) => [service.name, options.engine(service)]));
  const services = new Map(catalog.services.map((service) => [service.name, service]));
  const shared = {
    stateDirectory: options.stateDirectory,
    services,
    secret: options.secret,
    url: (service: Service, port: number) => engines.get(service.name)?.url(LOOPBACK, port) ?? addressOf(service, port),
  };
  const workloads = planWorkloads(catalog, {
    revision: options.revision,
    engine: ({ name }) => engines.get(name),
    template: (service) => {
      const engine = engines.get(service.name);
      if (engine !== undefined) return engineTemplate(service, engine);
      const edgePort = (to: string): number =>
        required(edges.find((edge) => edge.from === service.name && edge.to === to)?.port, `edge to ${to}`);
      return commandTemplate(service, catalog, { ...shared, consumer: service.name, edgePort }, options);
    },
  });
  return { catalog, workloads, edges };
}

/** 48 bits of a keyed hash: enough to tell revisions of a service apart, short enough to read out. */
export function revisionOf(content: unknown, key: string): string {
  return createHmac('sha256', key).update(JSON.stringify(content)).digest('hex').slice(0, 12);
}

function isEngine({ kind }: Service): boolean {
  return kind === 'engine';
}

function engineTemplate({ resources, stop }: Service, engine: EngineWorkload): LaunchTemplate {
  return {
    program: ({ port }) => ({ argv: engine.argv(port ?? 0), env: engine.env }),
    cwd: engine.cwd,
    listens: { kind: 'assigned' },
    stopSignal: stop.signal,
    limits: resources.limits,
    ...(engine.user && { user: engine.user }),
  };
}

function commandTemplate(
  service: Service,
  catalog: Catalog,
  values: ReferenceValues,
  options: PlannerOptions,
): LaunchTemplate {
  const run = required(service.run, `command of ${service.name}`);
  const searchPath = commandSearchPath(catalog.directory, run.cwd);
  return serviceTemplate(service, run, { values, baseEnvironment: options.baseEnvironment, searchPath });
}

/** What a checked catalog always has. @throws NinesError `RUNTIME_BAD_REFERENCE` */
function required<T>(value: T | undefined, what: string): T {
  if (value === undefined)
    throw new NinesError('RUNTIME_BAD_REFERENCE', `the catalog names a ${what} that does not exist`);
  return value;
}
