/** `ServiceDown`: a service has had no ready instance for a second. `MonitoringDown`: a part that only watches. */
import { formatDuration } from '@nines/kernel';
import type { Finding } from '../alert-of.ts';
import { isTold } from '../decide.ts';
import type { DetectionState, Workload } from '../model.ts';
import { isMonitoring, placeOf } from '../topology.ts';

export function servicesDown(state: DetectionState): readonly Finding[] {
  return [...state.workloads.values()].flatMap((workload) =>
    isMonitoring(workload.name) || !isTold(workload.down) ? [] : serviceDown(state, workload, workload.down),
  );
}

function serviceDown(
  state: DetectionState,
  workload: Workload,
  { since, fired }: Pick<Finding, 'since' | 'fired'>,
): readonly Finding[] {
  const { name, desired, lastEnding, wasReady } = workload;
  const lasts = formatDuration(state.nowMs - since.ms);
  const ending = lastEnding === null ? '' : `; ${lastEnding.slot} ${lastEnding.reason}`;
  const dependents = [...state.topology.places].filter(([, { calls }]) => calls.includes(name)).map(([other]) => other);
  return [
    {
      alertname: 'ServiceDown',
      severity: 'critical',
      service: name,
      since,
      fired,
      summary: `${name} has had no ready instance for ${lasts} (0 of ${desired} ready${ending})`,
      description: [
        wasReady ? 'Whoever calls it fails.' : 'It has never been ready since it was started.',
        ...(dependents.length === 0 ? [] : [`Called by ${dependents.join(', ')}.`]),
        placeOf(state.topology, name).scope === 'platform'
          ? 'It is a part of Nines itself.'
          : `See nines describe ${name}.`,
      ].join(' '),
    },
  ];
}
