/** `MonitoringDown`: a part that only watches is not there or does not answer; so is the supervisor. */
import { formatDuration } from '@nines/kernel';
import type { Finding } from '../alert-of.ts';
import type { DetectionState, Moment } from '../model.ts';
import { UNREACHABLE_AFTER_MS } from '../timing.ts';
import { isMonitoring } from '../topology.ts';

/** What nobody sees while a part is away. */
const LOSSES: readonly (readonly [RegExp, string])[] = [
  [/^supervisor$/, 'What crashes is not restarted, and nothing new is learned of instances.'],
  [/^nines-prometheus$/, 'No figures are collected and no rule is evaluated; direct detection goes on.'],
  [/^nines-alertmanager$/, 'Nobody is notified of any alert.'],
  [/./, 'Its figures are missing from rules and dashboards.'],
];

export function monitoringDown(state: DetectionState): readonly Finding[] {
  const absent = [...state.workloads.values()]
    .filter(({ name, down }) => isMonitoring(name) && down?.fired === true)
    .flatMap(({ name, down, lastEnding }) => {
      const how = lastEnding === null ? 'is not ready' : `is not ready, ${lastEnding.slot} ${lastEnding.reason}`;
      return down === null ? [] : finding(state, name, down.since, how);
    });
  const known = new Set(absent.map(({ service }) => service));
  const silent = [...state.measured.unreachable]
    .filter(([part, { since }]) => !known.has(part) && state.nowMs >= since.ms + UNREACHABLE_AFTER_MS)
    .map(([part, { since, reason }]) => finding(state, part, since, `does not answer: ${reason}`));
  return [...absent, ...silent];
}

function finding(state: DetectionState, part: string, since: Moment, how: string): Finding {
  return {
    alertname: 'MonitoringDown',
    severity: part.endsWith('-exporter') || part.includes('-exporter-') ? 'warning' : 'critical',
    service: part,
    startsAt: since.at,
    summary: `${part} ${how}, for ${formatDuration(state.nowMs - since.ms)}`,
    description: LOSSES.find(([pattern]) => pattern.test(part))?.[1] ?? '',
  };
}
