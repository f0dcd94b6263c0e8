/**
 * `Recovering`: an outage that people were told of is over. Tells nobody: it silences what rules say of the same outage,
 * which they find out to be over a scrape and an evaluation later than detectors do.
 */
import type { Finding } from '../alert-of.ts';
import type { DetectionState, Outage, Workload } from '../model.ts';
import { RECOVERING_MS } from '../timing.ts';

export function servicesRecovering(state: DetectionState): readonly Finding[] {
  return [...state.workloads.values()].flatMap((workload) => {
    const { down, lastOutage } = workload;
    const isRecent = lastOutage !== null && state.nowMs < lastOutage.end.ms + RECOVERING_MS;
    return isRecent && down === null ? [finding(workload, lastOutage)] : [];
  });
}

function finding({ name }: Workload, { end }: Outage): Finding {
  return {
    alertname: 'Recovering',
    severity: 'none',
    service: name,
    since: end,
    fired: end,
    summary: `${name} is ready again since ${end.at}`,
    description: 'What rules still say of the outage tells nobody.',
  };
}
