/** `DependencyDown`: a service is well, or was, but what it calls is not there. */
import { formatDuration } from '@nines/kernel';
import type { Finding } from '../alert-of.ts';
import { isTold } from '../decide.ts';
import type { DetectionState, Moment, Workload } from '../model.ts';
import { placeOf } from '../topology.ts';

export function dependenciesDown(state: DetectionState): readonly Finding[] {
  return [...state.workloads.values()]
    .filter(({ desired }) => desired > 0)
    .flatMap(({ name }) =>
      placeOf(state.topology, name).calls.flatMap((called) => {
        const dependency = state.workloads.get(called);
        return dependency === undefined ? [] : dependencyDown(state, name, dependency);
      }),
    );
}

function dependencyDown(state: DetectionState, service: string, dependency: Workload): readonly Finding[] {
  const { name, down, idleSince } = dependency;
  if (isTold(down)) {
    const { fired, since } = down;
    return [finding(state, service, name, { severity: 'info', since, fired, why: 'has no ready instance' })];
  }
  // Nobody else tells of one that was scaled to nothing: it is as it was ordered.
  if (idleSince === null || placeOf(state.topology, name).replicas === 0) return [];
  const why = 'is scaled to 0 instances';
  return [finding(state, service, name, { severity: 'warning', since: idleSince, fired: idleSince, why })];
}

interface Absence {
  readonly severity: 'info' | 'warning';
  readonly since: Moment;
  readonly fired: Moment;
  readonly why: string;
}

function finding(state: DetectionState, service: string, dependency: string, absence: Absence): Finding {
  const { severity, since, fired, why } = absence;
  return {
    alertname: 'DependencyDown',
    severity,
    service,
    about: { dependency },
    since,
    fired,
    summary: `${service} depends on ${dependency}, which ${why}, for ${formatDuration(state.nowMs - since.ms)}`,
    description: `Requests of ${service} that need ${dependency} fail. Look at ${dependency} first.`,
  };
}
