/** The file as written -> the catalog with every default filled in. Judges nothing: that is what the checks are for. */
import { dirname, resolve } from 'node:path';
import type { CatalogEnvironment } from '../environment.ts';
import { BUILT_IN_SECRETS } from '../model.ts';
import type { Catalog, EngineSpec, IngressRule, RunSpec, SecretDeclaration, Service } from '../model.ts';
import type { PlatformInput, SecretInput } from '../schema/platform-schema.ts';
import type { ServiceInput } from '../schema/service-schema.ts';
import type { IncludedDocument, SourcePlace } from '../model-objectives.ts';
import type { SourcePath } from '../source/node.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { buildEdges } from './build-edges.ts';
import { buildHealth } from './build-health.ts';
import { buildMonitoring } from './build-monitoring.ts';
import { buildIncidents } from './build-incidents.ts';
import { buildNotify } from './build-notify.ts';
import { buildSlos } from './build-slos.ts';
import { buildObjectives, buildSla } from './build-objectives.ts';
import { DEFAULT_STOP, ENGINE_DEFAULTS } from './defaults.ts';
import { mergeAlerts, mergeReplicas, mergeResources, mergeRestart, mergeStop, mergeTraffic } from './merge-defaults.ts';
import { referencedSecrets } from './referenced-secrets.ts';

export interface BuildOptions {
  readonly file: string;
  readonly document: SourceDocument;
  readonly environment: CatalogEnvironment;
  readonly documents: readonly IncludedDocument[];
  readonly placeAt: PlaceAt;
}

/** Where the value of a path stands in the file. */
export type PlaceAt = (path: SourcePath) => SourcePlace;

export function buildCatalog(platform: PlatformInput, options: BuildOptions): Catalog {
  const file = resolve(options.file);
  const directory = dirname(file);
  const services = Object.entries(platform.services).map(([name, input]) => {
    const env = envTexts(name, input, options.document);
    const service =
      input.engine === undefined
        ? buildService(name, input, env, platform.defaults, directory)
        : buildEngine(name, input, input.engine);
    return { ...service, slos: buildSlos(input.slos, ['services', name, 'slos'], options.placeAt) };
  });
  const notify = buildNotify(platform.notify, options.environment);
  const incidents = buildIncidents(platform.incidents);
  const wanted = [
    ...Object.values(platform.services).flatMap((service) => service.secrets ?? []),
    ...referencedSecrets({ notify, incidents }).map((secret) => secret.name),
  ];
  return {
    name: platform.metadata.name,
    file,
    directory,
    ingress: { httpPort: platform.ingress.http, httpsPort: platform.ingress.https },
    services,
    edges: buildEdges(services, platform.network),
    secrets: [
      ...declaredSecrets(platform, directory),
      ...impliedSecrets(unique(wanted), platform, options.environment),
    ],
    monitoring: buildMonitoring(platform.monitoring, directory, options.environment),
    notify,
    incidents,
    objectives: buildObjectives(platform.slo, options.documents, options.placeAt),
    sla: buildSla(platform.sla, options.placeAt),
  };
}

function buildService(
  name: string,
  input: ServiceInput,
  env: Service['env'],
  defaults: PlatformInput['defaults'],
  directory: string,
): Omit<Service, 'slos'> {
  const run = buildRun(input.run, directory);
  return {
    name,
    kind: 'service',
    ...described(input),
    ...(run !== undefined && { run }),
    protocol: input.protocol ?? 'http',
    ...(input.port !== undefined && { port: input.port }),
    listens: input.listens === undefined ? { kind: 'assigned' } : { kind: 'fixed', port: input.listens.fixed },
    ...(input.ingress !== undefined && { ingress: buildIngress(input.ingress) }),
    dependsOn: unique(input.dependsOn),
    env,
    secrets: unique(input.secrets),
    health: buildHealth(input.health, input.port !== undefined),
    ...(input.metrics !== undefined && { metrics: input.metrics }),
    replicas: input.listens === undefined ? mergeReplicas(input.replicas, defaults.replicas) : { min: 1, max: 1 },
    resources: mergeResources(input.resources, defaults.resources),
    restart: mergeRestart(input.restart, defaults.restart),
    stop: mergeStop(input.stop, defaults.stop, DEFAULT_STOP),
    alerts: mergeAlerts(input.alerts, defaults.alerts),
    traffic: mergeTraffic(input.traffic, defaults.traffic),
  };
}

function buildEngine(name: string, input: ServiceInput, engine: EngineSpec['name']): Omit<Service, 'slos'> {
  const builtIn = ENGINE_DEFAULTS[engine];
  return {
    name,
    kind: 'engine',
    ...described(input),
    engine: {
      name: engine,
      version: input.version ?? builtIn.versions[0],
      storageBytes: input.storage ?? builtIn.storageBytes,
    },
    protocol: 'tcp',
    port: input.port ?? builtIn.port,
    listens: { kind: 'assigned' },
    dependsOn: [],
    env: {},
    secrets: [],
    health: buildHealth(undefined, true),
    replicas: { min: 1, max: 1 },
    resources: mergeResources(input.resources, undefined),
    restart: mergeRestart(input.restart, undefined),
    stop: mergeStop(input.stop, undefined, builtIn.stop),
    alerts: mergeAlerts(undefined, undefined),
    traffic: mergeTraffic(undefined, undefined),
  };
}

function described(input: ServiceInput): Pick<Service, 'owner' | 'tier' | 'runbook'> {
  const { owner, tier, runbook } = input;
  return { ...(owner !== undefined && { owner }), tier, ...(runbook !== undefined && { runbook }) };
}

function buildRun(input: ServiceInput['run'], directory: string): RunSpec | undefined {
  if (typeof input === 'string') return { command: input, shell: false, cwd: directory };
  if (input?.command === undefined) return undefined;
  return { command: input.command, shell: input.shell, cwd: resolve(directory, input.cwd) };
}

function buildIngress(input: NonNullable<ServiceInput['ingress']>): IngressRule {
  return { host: input.host, paths: unique(input.paths?.map(withoutTrailingSlash) ?? ['/']), tls: input.tls ?? false };
}

/** Prefixes end at segment borders anyway, so `/uploads/` says no more than `/uploads`. */
export function withoutTrailingSlash(path: string): string {
  return path.replace(/\/+$/, '') || '/';
}

function unique(names: readonly string[] = []): readonly string[] {
  return [...new Set(names)];
}

/** Numbers and booleans as the author typed them: `VERSION: 1.10` is `1.10`, not `1.1`. */
function envTexts(service: string, input: ServiceInput, document: SourceDocument): Service['env'] {
  const names = Object.keys(input.env ?? {});
  return Object.fromEntries(names.map((name) => [name, document.textAt(['services', service, 'env', name])]));
}

function declaredSecrets(platform: PlatformInput, directory: string): readonly SecretDeclaration[] {
  return Object.entries(platform.secrets).flatMap(([name, input]) => {
    const source = secretSource(input, directory);
    return source === undefined ? [] : [{ name, source }];
  });
}

function secretSource(input: SecretInput, directory: string): SecretDeclaration['source'] | undefined {
  if (input.generate !== undefined) return { kind: 'generated', bytes: input.generate };
  if (input.env !== undefined) return { kind: 'env', variable: input.env };
  return input.file === undefined ? undefined : { kind: 'file', path: resolve(directory, input.file) };
}

/** A secret that is asked for and that nobody declares comes from the environment variable of its name, if set. */
function impliedSecrets(
  wanted: readonly string[],
  platform: PlatformInput,
  environment: CatalogEnvironment,
): readonly SecretDeclaration[] {
  return wanted
    .filter((name) => !Object.hasOwn(platform.secrets, name) && !isBuiltIn(name) && isProvided(environment, name))
    .map((name) => ({ name, source: { kind: 'env', variable: name } }));
}

function isBuiltIn(name: string): boolean {
  return BUILT_IN_SECRETS.some((builtIn) => builtIn === name);
}

/** An empty variable provides nothing. */
export function isProvided(environment: CatalogEnvironment, variable: string): boolean {
  return (environment.variable(variable) ?? '') !== '';
}
