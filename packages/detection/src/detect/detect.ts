/**
 * The direct detectors: from what a runtime and a few measurements say to what is wrong, without a detour over figures.
 *
 * Pure. Feed every input as it arrives; call with a `tick` now and then when nothing does. Past events may
 * be replayed with the times at which they happened: the same history leads to the same alerts, live or later.
 */
import type { Catalog } from '@nines/catalog';
import { alertOf } from './alert-of.ts';
import { advance } from './decide.ts';
import type { Detection, DetectionInput, DetectionState } from './model.ts';
import { observeEvent } from './observe-event.ts';
import { observeMeasurement } from './observe-measurement.ts';
import { observeStatus } from './observe-status.ts';
import { dependenciesDown } from './rules/dependency-down.ts';
import { instancesInTrouble } from './rules/instances.ts';
import { machineInTrouble } from './rules/machine.ts';
import { monitoringDown } from './rules/monitoring-down.ts';
import { servicesRecovering } from './rules/recovering.ts';
import { servicesDown } from './rules/service-down.ts';
import { NO_TOPOLOGY, tlsHosts, topologyOf } from './topology.ts';

const RULES = [
  servicesDown,
  dependenciesDown,
  instancesInTrouble,
  monitoringDown,
  machineInTrouble,
  servicesRecovering,
];

/** Nothing is known yet. */
export function newDetection(): DetectionState {
  return {
    nowMs: -Infinity,
    topology: NO_TOPOLOGY,
    workloads: new Map(),
    measured: { disks: new Map(), certificates: new Map(), clock: null, unreachable: new Map() },
    stopping: false,
    bootId: null,
  };
}

/**
 * Takes in one input.
 *
 * @param nowMs - monotonic; a time before that of an earlier input counts as that one
 */
export function detect(state: DetectionState, input: DetectionInput, nowMs: number): Detection {
  const before = advance(state, Math.max(nowMs, state.nowMs));
  const after = advance(observe(before, input), before.nowMs);
  const findings = after.stopping ? [] : RULES.flatMap((rule) => rule(after));
  return { state: after, alerts: findings.map((finding) => alertOf(after, finding)) };
}

function observe(state: DetectionState, input: DetectionInput): DetectionState {
  switch (input.type) {
    case 'catalog':
      return withCatalog(state, input.catalog);
    case 'event':
      return observeEvent(state, input.event);
    case 'status':
      return observeStatus(state, input.status, input);
    case 'measured':
      return observeMeasurement(state, input.measurement, input.at);
    case 'tick':
      return state;
  }
}

/** What was measured of hosts that are gone goes with them: nobody measures it any more. */
function withCatalog({ measured, ...state }: DetectionState, catalog: Catalog): DetectionState {
  const hosts = tlsHosts(catalog);
  const certificates = new Map([...measured.certificates].filter(([host]) => hosts.includes(host)));
  return { ...state, topology: topologyOf(catalog), measured: { ...measured, certificates } };
}
