/**
 * Objectives -> documents of OpenSLO, which `readObjectives` reads as the same objectives.
 *
 * What OpenSLO cannot say is in annotations, see `extension.ts`; only where an objective stood, and whether its queries
 * are sound, is not kept.
 *
 * @see OpenSLO specification v1, https://github.com/OpenSLO/OpenSLO
 */
import type { Objective } from '../../objective/objective.ts';
import { yamlText } from '../yaml-text.ts';
import { DnsNames, isDnsLabel } from './dns-names.ts';
import { API_VERSION } from './metadata-schema.ts';
import { alertObjects, NOTIFICATION_TARGET } from './write-alerts.ts';
import type { OpenSloObject } from './write-alerts.ts';
import { sloObject } from './write-slo.ts';

/** @see OpenSLO's go-sdk, pkg/openslo/v1, `objects.go` */
const MAX_DISPLAY_NAME = 63;

/** YAML, of several documents: services, objectives, then the alerts of all of them. */
export function writeOpenSlo(objectives: readonly Objective[]): string {
  const services = serviceNames(objectives);
  const names = objectiveNames(objectives);
  const alerts = new Map(
    objectives.flatMap(alertObjects).map((object) => [`${object.kind} ${object.metadata.name}`, object]),
  );
  const objects: OpenSloObject[] = [
    ...Array.from(services, ([service, name]) => serviceObject(service, name)),
    ...objectives.map((objective, index) =>
      sloObject(objective, { name: names[index] ?? objective.name, service: services.get(objective.service) ?? '' }),
    ),
    ...(alerts.size === 0 ? [] : [NOTIFICATION_TARGET]),
    ...alerts.values(),
  ];
  return objects.map(yamlText).join('---\n');
}

/** Name of the object of each service. */
function serviceNames(objectives: readonly Objective[]): ReadonlyMap<string, string> {
  const names = new DnsNames();
  const services = [...new Set(objectives.map(({ service }) => service))];
  // Those that need no other name come first, so that none is taken from them.
  const ordered = [...services.filter(isDnsLabel), ...services.filter((service) => !isDnsLabel(service))];
  const given = new Map(ordered.map((service) => [service, names.nameFor(service)]));
  return new Map(services.map((service) => [service, given.get(service) ?? service]));
}

/** A name that several services have, or that is no DNS label, has that of the service before it. */
function objectiveNames(objectives: readonly Objective[]): readonly string[] {
  const times = new Map<string, number>();
  for (const { name } of objectives) times.set(name, (times.get(name) ?? 0) + 1);
  const isPlain = ({ name }: Objective): boolean => isDnsLabel(name) && times.get(name) === 1;
  const names = new DnsNames();
  for (const objective of objectives.filter(isPlain)) names.nameFor(objective.name);
  return objectives.map((objective) =>
    isPlain(objective) ? objective.name : names.nameFor(`${objective.service}-${objective.name}`),
  );
}

function serviceObject(service: string, name: string): OpenSloObject {
  const metadata =
    service === name ? { name } : { name, displayName: Array.from(service).slice(0, MAX_DISPLAY_NAME).join('') };
  return { apiVersion: API_VERSION, kind: 'Service', metadata, spec: {} };
}
