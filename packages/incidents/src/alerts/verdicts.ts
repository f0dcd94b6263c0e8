/** Whether those who raised alerts still claim them. */
import type { TakenAlert } from '@nines/kernel';
import { isApart } from '../silences/held-back.ts';
import { alertKey } from './alert-key.ts';

/**
 * What whoever raised it says; `unknown` where nobody can be asked now, `unheard` where nobody ever can. `another`: one
 * like it, which began later; or the same, where a Prometheus that was restarted forgot since when.
 */
export type Verdict = 'active' | 'over' | 'another' | 'unknown' | 'unheard';

/** What it is asked about. */
export type AskedAlert = Pick<TakenAlert, 'fingerprint' | 'startsAt' | 'labels'>;

/** That a rule holds, as Prometheus tells it. */
export interface RuleClaim {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
  readonly activeAt: string;
}

export interface VerdictSources {
  /** Whether the detectors claim exactly this alert. Undefined, or says so, while they do not know. */
  readonly isDetected: ((alert: AskedAlert) => boolean | undefined) | undefined;
  /** Undefined where Prometheus does not answer. */
  readonly rules: readonly RuleClaim[] | undefined;
  /** Names of those that there are; undefined while the catalog is not known. */
  readonly intakes: readonly string[] | undefined;
}

/** Alerts that somebody else raised are nobody's that could be asked. */
export function verdicts({ intakes, isDetected, rules }: VerdictSources): (alert: AskedAlert) => Verdict {
  const claims = rules && Map.groupBy(rules, ({ labels }) => alertKey(labels));
  return (alert) => {
    const { fingerprint, labels, startsAt } = alert;
    if (isApart(fingerprint)) return byIntake(intakes, fingerprint);
    switch (labels['origin']) {
      case 'detector':
        return byDetector(isDetected?.(alert));
      case 'rule':
        return claims === undefined ? 'unknown' : byRule(claims.get(alertKey(labels)) ?? [], startsAt);
      default:
        return 'unheard';
    }
  };
}

/** Where its intake is no more, nobody can end it. */
function byIntake(intakes: VerdictSources['intakes'], fingerprint: string): Verdict {
  if (intakes === undefined) return 'unknown';
  return intakes.some((name) => fingerprint.startsWith(`${name}:`)) ? 'unheard' : 'over';
}

function byDetector(isClaimed: boolean | undefined): Verdict {
  if (isClaimed === undefined) return 'unknown';
  return isClaimed ? 'active' : 'over';
}

/** A rule holds for some time before its alert starts: one that holds only since later is not yet, or no longer, this alert. */
function byRule(claims: readonly RuleClaim[], startsAt: string): Verdict {
  if (claims.some(({ activeAt }) => Date.parse(activeAt) <= Date.parse(startsAt))) return 'active';
  return claims.some(({ state }) => state === 'firing') ? 'another' : 'over';
}
