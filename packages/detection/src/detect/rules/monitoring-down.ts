/** `MonitoringDown`: a part that only watches is not there or does not answer; so is the supervisor. */
import { formatDuration } from '@nines/kernel';
import type { Finding } from '../alert-of.ts';
import { isTold } from '../decide.ts';
import type { DetectionState } from '../model.ts';
import { after } from '../moment.ts';
import { UNREACHABLE_AFTER_MS } from '../timing.ts';
import { isMonitoring } from '../topology.ts';

/** When it began, and when it was told first. */
type Told = Pick<Finding, 'since' | 'fired'>;

/** What nobody sees while a part is away. */
const LOSSES: readonly (readonly [RegExp, string])[] = [
  [/^supervisor$/, 'What crashes is not restarted, and nothing new is learned of instances.'],
  [/^nines-prometheus$/, 'No figures are collected and no rule is evaluated; direct detection goes on.'],
  [/^nines-alertmanager$/, 'Nobody is notified of any alert.'],
  [/./, 'Its figures are missing from rules and dashboards.'],
];

export function monitoringDown(state: DetectionState): readonly Finding[] {
  const absent = [...state.workloads.values()]
    .filter(({ name }) => isMonitoring(name))
    .flatMap(({ name, down, lastEnding }) => {
      const how = lastEnding === null ? 'is not ready' : `is not ready, ${lastEnding.slot} ${lastEnding.reason}`;
      return isTold(down) ? finding(state, name, down, how) : [];
    });
  const known = new Set(absent.map(({ service }) => service));
  const silent = [...state.measured.unreachable]
    .filter(([part, { since }]) => !known.has(part) && state.nowMs >= since.ms + UNREACHABLE_AFTER_MS)
    .map(([part, { since, reason }]) => {
      const fired = after(since, UNREACHABLE_AFTER_MS);
      return finding(state, part, { since, fired }, `does not answer: ${reason}`);
    });
  return [...absent, ...silent];
}

function finding(state: DetectionState, part: string, { since, fired }: Told, how: string): Finding {
  return {
    alertname: 'MonitoringDown',
    severity: part.endsWith('-exporter') || part.includes('-exporter-') ? 'warning' : 'critical',
    service: part,
    since,
    fired,
    summary: `${part} ${how}, for ${formatDuration(state.nowMs - since.ms)}`,
    description: LOSSES.find(([pattern]) => pattern.test(part))?.[1] ?? '',
  };
}
