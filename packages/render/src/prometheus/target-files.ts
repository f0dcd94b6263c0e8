/** Whom each job asks: what is wanted, not what happens to run, so that `up == 0` means something. */
import type { Catalog, Service } from '@nines/catalog';
import { PROBE_JOB } from '@nines/slo';
import { blackboxProbes } from '../blackbox/probes.ts';
import type { DesiredSlot } from '../desired-slot.ts';
import { loopback, NINES_BLACKBOX_EXPORTER, NINES_POSTGRES_EXPORTER } from '../workloads.ts';
import type { WorkloadPorts } from '../workloads.ts';
import { exportedEngines, ownJobs, scrapedServices } from './scrape-jobs.ts';

/** @see Prometheus documentation, "Configuration": `<file_sd_config>` */
export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** One document of service discovery. */
export interface TargetFile {
  /** Its name is `targets/JOB.json` beside prometheus.yml. */
  readonly job: string;
  readonly groups: readonly TargetGroup[];
}

/**
 * The targets of every job of `scrapeJobs`. A slot stays one while it is down, at its last known port; one that never
 * had a port is none yet. A job without targets has an empty file, not a missing one.
 */
export function targetFiles(
  catalog: Catalog,
  slots: readonly DesiredSlot[],
  ports: WorkloadPorts,
): readonly TargetFile[] {
  return [
    ...scrapedServices(catalog).map((service) => ({ job: service.name, groups: slotTargets(service, slots) })),
    ...ownJobs(ports).map((name) => ({ job: name, groups: ownTarget(name, ports[name]) })),
    ...engineTargets(catalog, ports),
    ...(ports[NINES_BLACKBOX_EXPORTER] === undefined ? [] : [probeTargets(catalog, slots)]),
  ];
}

function slotTargets(service: Service, slots: readonly DesiredSlot[]): readonly TargetGroup[] {
  return slots
    .filter((slot) => slot.service === service.name)
    .flatMap(({ slot, port }) => (port === null ? [] : [group(loopback(port), { ...about(service), instance: slot })]));
}

function ownTarget(name: string, port: number | undefined): readonly TargetGroup[] {
  return port === undefined ? [] : [group(loopback(port), { service: name, instance: `${name}-0` })];
}

function engineTargets(catalog: Catalog, ports: WorkloadPorts): readonly TargetFile[] {
  const groups = exportedEngines(catalog, ports).map(([engine, port]) =>
    group(loopback(port), { ...about(engine), instance: `${engine.name}-0` }),
  );
  return groups.length === 0 ? [] : [{ job: NINES_POSTGRES_EXPORTER, groups }];
}

function probeTargets(catalog: Catalog, slots: readonly DesiredSlot[]): TargetFile {
  const groups = blackboxProbes(catalog, slots).map(({ service, target, url, module }) =>
    group(target, { ...about(service), instance: url, __param_module: module }),
  );
  return { job: PROBE_JOB, groups };
}

function about({ name, owner, tier }: Service): Readonly<Record<string, string>> {
  return { service: name, ...(owner !== undefined && { owner }), tier: String(tier) };
}

function group(target: string, labels: Readonly<Record<string, string>>): TargetGroup {
  return { targets: [target], labels };
}
