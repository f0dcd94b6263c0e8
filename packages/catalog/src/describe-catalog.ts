/** The catalog in the vocabulary of `nines.yaml`, every default shown. */
import { describeObjective, describeObjectives, describeSla } from './describe-objectives.ts';
import { describeIncidents, describeMonitoring, describeNotify, fromDirectory } from './describe-monitoring.ts';
import { maskCredentials } from './mask-credentials.ts';
import type { AlertThresholds, Catalog, Probe, Resources, SecretDeclaration, Service, TrafficPolicy } from './model.ts';
import { cpuText, durationText, percentageText, sizeText } from './notation.ts';

/** A `nines.yaml` as plain data. */
export type CatalogDescription = Readonly<Record<string, unknown>>;

/**
 * What `nines config` prints. Written as YAML beside the original it loads as an equal catalog, except for the places of
 * its parts, and that passwords in URLs among the environment values (see `maskedVariables`) and in `notify` are shown
 * as `***`.
 */
export function describeCatalog(catalog: Catalog): CatalogDescription {
  const { name, ingress, services, secrets, edges, directory, monitoring, notify, incidents, objectives, sla } =
    catalog;
  return {
    apiVersion: 'nines.dev/v1',
    kind: 'Platform',
    metadata: { name },
    ingress: { http: ingress.httpPort, https: ingress.httpsPort },
    secrets: Object.fromEntries(secrets.map((secret) => [secret.name, describeSource(secret.source, directory)])),
    services: Object.fromEntries(services.map((service) => [service.name, describeService(service, directory)])),
    network: edges.map(({ from, to }) => ({ from, to })),
    monitoring: describeMonitoring(monitoring, directory),
    notify: describeNotify(notify),
    incidents: describeIncidents(incidents),
    slo: describeObjectives(objectives),
    sla: describeSla(sla),
  };
}

/** `SERVICE.env.NAME` of the values that `describeCatalog` shows masked. */
export function maskedVariables(catalog: Catalog): readonly string[] {
  return catalog.services.flatMap(({ name, env }) =>
    Object.entries(env).flatMap(([key, value]) => (maskCredentials(value) === value ? [] : [`${name}.env.${key}`])),
  );
}

function describeSource(source: SecretDeclaration['source'], directory: string): CatalogDescription {
  if (source.kind === 'generated') return { generate: source.bytes };
  return source.kind === 'env' ? { env: source.variable } : { file: fromDirectory(directory, source.path) };
}

function describeService(service: Service, directory: string): CatalogDescription {
  return without({
    owner: service.owner,
    tier: service.tier,
    ...(service.engine === undefined ? describeRunning(service, directory) : describeEngine(service.engine, service)),
    resources: describeResources(service.resources),
    restart: { initial: durationText(service.restart.initialMs), cap: durationText(service.restart.capMs) },
    stop: { signal: service.stop.signal, grace: durationText(service.stop.graceMs) },
    runbook: service.runbook,
    slos: service.slos.map(describeObjective),
  });
}

function describeEngine(engine: NonNullable<Service['engine']>, { port }: Service): CatalogDescription {
  return { engine: engine.name, version: engine.version, storage: sizeText(engine.storageBytes), port };
}

function describeRunning(service: Service, directory: string): CatalogDescription {
  const { run, port, protocol, listens, ingress, dependsOn, env, secrets, health, metrics, replicas } = service;
  return {
    run: run && { command: run.command, cwd: fromDirectory(directory, run.cwd), shell: run.shell },
    port,
    protocol: port === undefined ? undefined : protocol,
    listens: listens.kind === 'fixed' ? { fixed: listens.port } : undefined,
    ingress: ingress && { host: ingress.host, paths: ingress.paths, tls: ingress.tls },
    dependsOn,
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, maskCredentials(value)])),
    secrets,
    health: without({
      startup: health.startup && describeProbe(health.startup),
      liveness: health.liveness && describeProbe(health.liveness),
      readiness: health.readiness && describeProbe(health.readiness),
    }),
    metrics,
    replicas: { min: replicas.min, max: replicas.max },
    alerts: describeAlerts(service.alerts),
    traffic: describeTraffic(service.traffic),
  };
}

function describeAlerts(alerts: AlertThresholds): CatalogDescription {
  return without({
    requestRate: alerts.requestRatePerSecond,
    errors: percentageText(alerts.errorRatio),
    latency: durationText(alerts.latencyMs),
    cpu: percentageText(alerts.cpuRatio),
    memory: percentageText(alerts.memoryRatio),
    baseline: alerts.baseline,
  });
}

function describeTraffic({ timeoutMs, perTryTimeoutMs, retryBudget, routes }: TrafficPolicy): CatalogDescription {
  const times = (of: Pick<TrafficPolicy, 'timeoutMs' | 'perTryTimeoutMs'>): CatalogDescription => ({
    timeout: durationText(of.timeoutMs),
    perTryTimeout: durationText(of.perTryTimeoutMs),
  });
  return {
    ...times({ timeoutMs, perTryTimeoutMs }),
    retryBudget: percentageText(retryBudget),
    routes: routes.map((route) => ({ path: route.path, ...times(route) })),
  };
}

function describeProbe({ target, periodMs, timeoutMs, failureThreshold }: Probe): CatalogDescription {
  const timing = { period: durationText(periodMs), timeout: durationText(timeoutMs), failures: failureThreshold };
  if (target.kind === 'http') return { http: target.path, ...timing };
  return target.kind === 'exec' ? { exec: target.command, ...timing } : { tcp: true, ...timing };
}

function describeResources({ cpuCores, memoryBytes, limits }: Resources): CatalogDescription {
  return {
    cpu: cpuText(cpuCores),
    memory: sizeText(memoryBytes),
    limits: without({
      cpu: limits.cpuCores === undefined ? undefined : cpuText(limits.cpuCores),
      memory: limits.memoryBytes === undefined ? undefined : sizeText(limits.memoryBytes),
    }),
  };
}

function without(object: CatalogDescription): CatalogDescription {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
