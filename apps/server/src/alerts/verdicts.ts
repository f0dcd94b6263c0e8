/** Whether those who raised alerts still claim them. */
import type { RuleAlert } from '../signals/prometheus.ts';
import { alertKey } from './alert-key.ts';
import type { OpenAlert, Verdict } from './alert-ledger.ts';

export interface VerdictSources {
  /** Whether the detectors claim exactly this alert; undefined while they do not know. */
  readonly isDetected: ((key: string, startsAt: string) => boolean) | undefined;
  /** Undefined where Prometheus does not answer. */
  readonly rules: readonly RuleAlert[] | undefined;
}

/** Alerts that somebody else posted to Alertmanager are nobody's that could be asked. */
export function verdicts({ isDetected, rules }: VerdictSources): (alert: OpenAlert) => Verdict {
  const claimed = rules && new Set(rules.map(({ labels }) => alertKey(labels)));
  return ({ labels, startsAt }) => {
    const key = alertKey(labels);
    switch (labels['origin']) {
      case 'detector':
        if (isDetected === undefined) return 'unknown';
        return isDetected(key, startsAt) ? 'active' : 'over';
      case 'rule':
        if (claimed === undefined) return 'unknown';
        return claimed.has(key) ? 'active' : 'over';
      default:
        return 'unheard';
    }
  };
}
