/** What a list of alerts may lack, and why. Pure. */
import type { AlertList } from '@nines/api';
import type { PlatformStatus } from '@nines/kernel';

/** Where one of them does not run, does not answer. */
const LOSSES = {
  prometheus: {
    workload: 'nines-prometheus',
    notInstalled: 'Prometheus is not installed, so that no rules are evaluated; see `nines doctor`',
    away: 'Prometheus does not answer: alerts of rules that are pending are not shown',
  },
  alertmanager: {
    workload: 'nines-alertmanager',
    notInstalled: 'Alertmanager is not installed, so that nobody is told of alerts; see `nines doctor`',
    away: 'Alertmanager does not answer: what is silenced or inhibited is not told apart',
  },
} as const;

/** A rule whose alert always fires: without it rules were not evaluated. */
const WATCHDOG = 'Watchdog';

/** A line for each; none where the list has everything. */
export function alertDoubts(list: AlertList, system: PlatformStatus['system']): readonly string[] {
  const doubts = list.missing.map((who) => {
    const { away, notInstalled, workload } = LOSSES[who];
    return system.some(({ name }) => name === workload) ? away : notInstalled;
  });
  const isEvaluated = list.data.some(({ labels }) => labels['alertname'] === WATCHDOG);
  if (isEvaluated || list.missing.includes('prometheus')) return doubts;
  return [...doubts, 'Prometheus has not evaluated its rules yet: their alerts are not known'];
}
