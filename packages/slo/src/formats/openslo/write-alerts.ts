/**
 * Alerts of an objective as OpenSLO can say them: a policy and a condition for each window pair, with the longer window.
 * The shorter one, without which it would go on for long after all is well again, is in an annotation.
 */
import { effectiveTiers, windowText } from '../../objective/burn-tiers.ts';
import type { BurnTier } from '../../objective/burn-tiers.ts';
import type { Objective } from '../../objective/objective.ts';
import { slug } from '../names.ts';
import { parseShorthand, shorthandMs, shorthandText } from './durations.ts';
import { LONG_WINDOW, SHORT_WINDOW } from './extension.ts';
import { API_VERSION } from './metadata-schema.ts';
import type { Kind } from './objects.ts';

export interface OpenSloObject {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: Kind;
  readonly metadata: {
    readonly name: string;
    readonly displayName?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: object;
}

/** A policy needs one. */
export const NOTIFICATION_TARGET: OpenSloObject = {
  apiVersion: API_VERSION,
  kind: 'AlertNotificationTarget',
  metadata: { name: 'nines' },
  spec: { description: 'Whom Nines tells of alerts', target: 'nines' },
};

/** Names of the policies of an objective. */
export function policyNames(objective: Objective): readonly string[] {
  return effectiveTiers(objective).map((tier) => policyName(tier, objective));
}

/** Its policies and their conditions. Objectives of equal periods have equal ones. */
export function alertObjects(objective: Objective): readonly OpenSloObject[] {
  return effectiveTiers(objective).flatMap((tier) => [policyOf(tier, objective), conditionOf(tier)]);
}

/** The same windows have other factors in longer periods. */
function conditionName({ name, factor }: BurnTier): string {
  return slug(`burn ${name} x${factor}`);
}

function policyName(tier: BurnTier, { alerting }: Objective): string {
  return `${conditionName(tier)}${alerting.noData ? '-or-no-data' : ''}`;
}

function policyOf(tier: BurnTier, objective: Objective): OpenSloObject {
  return {
    apiVersion: API_VERSION,
    kind: 'AlertPolicy',
    metadata: { name: policyName(tier, objective) },
    spec: {
      alertWhenBreaching: true,
      alertWhenResolved: false,
      alertWhenNoData: objective.alerting.noData,
      conditions: [{ conditionRef: conditionName(tier) }],
      notificationTargets: [{ targetRef: NOTIFICATION_TARGET.metadata.name }],
    },
  };
}

function conditionOf(tier: BurnTier): OpenSloObject {
  const lookbackWindow = shorthandText(tier.longMs);
  const exact = isExact(lookbackWindow, tier.longMs);
  const annotations = {
    ...(!exact && { [LONG_WINDOW]: windowText(tier.longMs) }),
    [SHORT_WINDOW]: windowText(tier.shortMs),
  };
  return {
    apiVersion: API_VERSION,
    kind: 'AlertCondition',
    metadata: { name: conditionName(tier), annotations },
    spec: {
      description: `The budget burns more than ${tier.factor} times too fast over both ${tier.name.replace('/', ' and ')}`,
      severity: tier.severity === 'critical' ? 'page' : 'ticket',
      condition: { kind: 'burnrate', op: 'gt', threshold: tier.factor, lookbackWindow, alertAfter: '0m' },
    },
  };
}

/** Whether a duration of OpenSLO means so many milliseconds. */
export function isExact(duration: string, ms: number): boolean {
  const parsed = parseShorthand(duration);
  return parsed !== undefined && shorthandMs(parsed) === ms;
}
