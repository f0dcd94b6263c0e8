/** Things that only a service with a port can have. */
import { nameList } from '../build/build-edges.ts';
import { hasPort, reportAt, reportAtKey } from '../inspection.ts';
import type { Check, InspectedService, Inspection } from '../inspection.ts';
import type { ProbeInput, ServiceInput } from '../schema/service-schema.ts';

const NEEDS_PORT = ['ingress', 'metrics', 'protocol', 'listens'] as const satisfies readonly (keyof ServiceInput)[];
const PROBES = ['startup', 'liveness', 'readiness'] as const;
const ADD_PORT = 'add `port`, the stable address of the service';

export const checkPortNeeded: Check = (inspection) => {
  for (const subject of inspection.services.values()) {
    if (hasPort(inspection, subject)) continue;
    for (const key of NEEDS_PORT) {
      if (subject.input[key] === undefined) continue;
      const message = `${subject.name} has ${key} but no port`;
      reportAtKey(inspection, 'CATALOG_PORT_REQUIRED', [...subject.path, key], message, { hint: ADD_PORT });
    }
    checkProbes(inspection, subject);
  }
  checkNetworkTargets(inspection);
};

function checkProbes(inspection: Inspection, { name, path, input }: InspectedService): void {
  for (const kind of PROBES) {
    const probe = input.health?.[kind];
    if (probe === undefined || !asksPort(probe)) continue;
    const message = `${name} has a ${kind} probe but no port to ask`;
    const hint = `${ADD_PORT}, or probe with \`{ exec: COMMAND }\``;
    reportAt(inspection, 'CATALOG_PROBE_WITHOUT_PORT', [...path, 'health', kind], message, { hint });
  }
}

function asksPort(probe: ProbeInput): boolean {
  return typeof probe === 'string' || probe.http !== undefined || probe.tcp === true;
}

function checkNetworkTargets(inspection: Inspection): void {
  const portless = new Set(
    [...inspection.services.values()].filter((subject) => !hasPort(inspection, subject)).map(({ name }) => name),
  );
  inspection.platform.network.forEach((rule, index) => {
    nameList(rule.to).forEach((name, position) => {
      if (!portless.has(name)) return;
      const path = ['network', index, 'to', ...(typeof rule.to === 'string' ? [] : [position])];
      const message = `${name} has no port, so nothing can talk to it`;
      reportAt(inspection, 'CATALOG_PORT_REQUIRED', path, message, { hint: ADD_PORT });
    });
  });
}
