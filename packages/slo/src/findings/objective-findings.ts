/** What a single objective asks for that will not happen, or not as one would think. */
import type { Diagnostic } from '@nines/kernel';
import { burnTiers, canFire, nominalLengthMs, stretchedTiers, windowText } from '../objective/burn-tiers.ts';
import type { BurnTier } from '../objective/burn-tiers.ts';
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';

/** Warnings only: the objective is measured all the same. */
export function objectiveFindings(objective: Objective): readonly Diagnostic[] {
  const wanted = burnTiers(objective.period).filter((tier) => isWanted(tier, objective));
  const silent = wanted.filter((tier) => !canFire(tier, objective));
  const stretched = stretchedTiers(objective.period).filter(
    (tier) => isWanted(tier, objective) && canFire(tier, objective),
  );
  return [
    ...silent.map((tier) => cannotFire(tier, objective)),
    ...(stretched.length === 0 ? [] : [tooShort(stretched, objective)]),
  ];
}

function isWanted({ severity }: BurnTier, { alerting }: Objective): boolean {
  return severity === 'critical' ? alerting.page : alerting.ticket;
}

function cannotFire(tier: BurnTier, objective: Objective): Diagnostic {
  const { target, place } = objective;
  const key = tier.severity === 'critical' ? 'page' : 'ticket';
  return {
    severity: 'warning',
    code: 'SLO_TIER_CANNOT_FIRE',
    message: `${objectiveId(objective)} promises ${target}%: no outage burns its budget ${tier.factor} times too fast, so ${tier.name} (${key}) never fires`,
    ...place,
    hint: `it can from ${targetToFire(tier)}% on; with \`${key}: false\` it is not asked for`,
  };
}

/** The least percentage of two decimals with which the tier can fire: above 1 - 1/factor. */
function targetToFire({ factor }: BurnTier): string {
  return ((Math.floor((1 - 1 / factor) * 10_000) + 1) / 100).toFixed(2);
}

function tooShort(tiers: readonly BurnTier[], objective: Objective): Diagnostic {
  const names = tiers.map(({ name }) => name).join(', ');
  const length = windowText(nominalLengthMs(objective.period));
  return {
    severity: 'warning',
    code: 'SLO_WINDOW_TOO_SHORT',
    message: `${objectiveId(objective)} holds over ${length}: in proportion the windows of ${names} would be too short to hold observations, and are longer`,
    ...objective.place,
    hint: 'alerts of those windows come late and rest on little; a window of a day or more has them in proportion',
  };
}
