/** `InstanceCrashLoop` and `ProbeFailing`: one instance is in trouble, whether its service notices or not. */
import { formatDuration } from '@nines/kernel';
import type { Finding } from '../alert-of.ts';
import { isTold } from '../decide.ts';
import type { DetectionState, Instance, Workload } from '../model.ts';

export function instancesInTrouble(state: DetectionState): readonly Finding[] {
  return [...state.workloads.values()].flatMap((workload) =>
    [...workload.instances.values()].flatMap((instance) => [
      ...crashLoop(state, workload, instance),
      ...probeFailing(state, workload, instance),
    ]),
  );
}

function crashLoop(state: DetectionState, { name, lastEnding }: Workload, { slot, row }: Instance): readonly Finding[] {
  if (!row?.looping) return [];
  const ending = lastEnding?.slot === slot ? `, at last it ${lastEnding.reason}` : '';
  return [
    {
      alertname: 'InstanceCrashLoop',
      severity: 'warning',
      service: name,
      about: { instance: slot },
      since: row.since,
      fired: row.looping,
      summary: `${slot} crashed ${row.crashes} times in a row in ${formatDuration(state.nowMs - row.since.ms)}${ending}`,
      description: `It is tried again with growing pauses until it runs steadily. See nines logs ${name}.`,
    },
  ];
}

function probeFailing(state: DetectionState, { name }: Workload, { slot, probing }: Instance): readonly Finding[] {
  if (!isTold(probing)) return [];
  const lasts = formatDuration(state.nowMs - probing.since.ms);
  const summary = probing.killed
    ? `${slot} was killed because it did not answer any more: ${probing.reason}; not running steadily again for ${lasts}`
    : `${slot} was ready and has not been for ${lasts}: ${probing.reason}`;
  return [
    {
      alertname: 'ProbeFailing',
      severity: 'warning',
      service: name,
      about: { instance: slot },
      since: probing.since,
      fired: probing.fired,
      summary,
      description: `It gets no requests until its readiness probe succeeds. See nines describe ${name}.`,
    },
  ];
}
