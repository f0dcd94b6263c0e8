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
  const claims = rules && Map.groupBy(rules, ({ labels }) => alertKey(labels));
  return ({ labels, startsAt }) => {
    const key = alertKey(labels);
    switch (labels['origin']) {
      case 'detector':
        if (isDetected === undefined) return 'unknown';
        return isDetected(key, startsAt) ? 'active' : 'over';
      case 'rule':
        return claims === undefined ? 'unknown' : byRule(claims.get(key) ?? [], startsAt);
      default:
        return 'unheard';
    }
  };
}

/** A rule holds for some time before its alert starts: one that holds only since later is not yet, or no longer, this alert. */
function byRule(claims: readonly RuleAlert[], startsAt: string): Verdict {
  if (claims.some(({ activeAt }) => Date.parse(activeAt) <= Date.parse(startsAt))) return 'active';
  return claims.some(({ state }) => state === 'firing') ? 'another' : 'over';
}
