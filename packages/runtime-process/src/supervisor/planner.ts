/** Turns an applied catalog into workloads that can be launched: ports and secrets are found, engines set up. */
import { createHmac } from 'node:crypto';
import { INGRESS } from '@nines/catalog';
import type { Catalog, Edge, Service } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import { planWorkloads } from './plan.ts';
import type { LaunchTemplate, PlannedWorkload } from './plan.ts';
import type { ReferenceValues } from './references.ts';
import { searchPathOf, serviceTemplate } from './service-template.ts';

/** An engine as the planner needs it. */
export interface EnginePlan {
  readonly template: LaunchTemplate;
  readonly credentials: { readonly user: string; readonly password: string };
}

export interface PlannerOptions {
  readonly stateDirectory: string;
  readonly baseEnvironment: Readonly<Record<string, string>>;
  /** Keys the hashes that revisions are, so that they tell nothing about secrets. */
  readonly revisionKey: string;
  /** Port on which the mesh takes calls of one consumer to one service; the same for ever. */
  readonly edgePort: (edge: Edge) => Promise<number>;
  /** Values of declared secrets, made where they are to be generated. */
  readonly secrets: (catalog: Catalog) => Promise<ReadonlyMap<string, string>>;
  readonly engine: (service: Service, catalog: Catalog) => Promise<EnginePlan>;
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
  const secrets = await options.secrets(catalog);
  const engines = await enginePlans(catalog, options);
  const services = new Map(catalog.services.map((service) => [service.name, service]));
  const shared = {
    stateDirectory: options.stateDirectory,
    services,
    database: catalog.name,
    secret: (name: string) => required(secrets.get(name), `secret ${name}`),
    credentials: ({ name }: Service) => {
      const engine = engines.get(name);
      return engine === undefined ? '' : `${engine.credentials.user}:${engine.credentials.password}@`;
    },
  };
  const workloads = planWorkloads(catalog, {
    revision: (content) => revisionOf(content, options.revisionKey),
    template: (service) => {
      const values: ReferenceValues = {
        ...shared,
        consumer: service.name,
        edgePort: (to) =>
          required(edges.find((edge) => edge.from === service.name && edge.to === to)?.port, `edge to ${to}`),
      };
      return engines.get(service.name)?.template ?? commandTemplate(service, catalog, values, options);
    },
  });
  return { catalog, workloads, edges };
}

/** 48 bits of a keyed hash: enough to tell revisions of a service apart, short enough to read out. */
export function revisionOf(content: unknown, key: string): string {
  return createHmac('sha256', key).update(JSON.stringify(content)).digest('hex').slice(0, 12);
}

async function enginePlans(catalog: Catalog, options: PlannerOptions): Promise<ReadonlyMap<string, EnginePlan>> {
  const engines = catalog.services.filter(({ kind }) => kind === 'engine');
  return new Map(
    await Promise.all(engines.map(async (service) => [service.name, await options.engine(service, catalog)] as const)),
  );
}

function commandTemplate(
  service: Service,
  catalog: Catalog,
  values: ReferenceValues,
  options: PlannerOptions,
): LaunchTemplate {
  const run = required(service.run, `command of ${service.name}`);
  const searchPath = searchPathOf(catalog.directory, run.cwd);
  return serviceTemplate(service, run, { values, baseEnvironment: options.baseEnvironment, searchPath });
}

/** What a checked catalog always has. @throws NinesError `RUNTIME_BAD_REFERENCE` */
function required<T>(value: T | undefined, what: string): T {
  if (value === undefined)
    throw new NinesError('RUNTIME_BAD_REFERENCE', `the catalog names a ${what} that does not exist`);
  return value;
}
