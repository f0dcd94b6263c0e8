/** Who is told, and when. @see OpenSLO specification v1, "AlertPolicy", "AlertCondition", "AlertNotificationTarget" */
import { flag, listOf, mapping, oneOf, text } from '@nines/catalog/source';
import type { z } from 'zod';
import { finite, maybe, someText } from '../schema-parts.ts';
import { inline, object, shorthand } from './metadata-schema.ts';

export const OPERATORS = ['lte', 'gte', 'lt', 'gt'] as const;

const conditionSpec = mapping({
  description: someText(),
  severity: text('a severity such as `page`'),
  condition: mapping({
    kind: maybe(oneOf(['burnrate'])),
    op: maybe(oneOf(OPERATORS)),
    threshold: finite('a burn rate'),
    lookbackWindow: shorthand(),
    alertAfter: maybe(shorthand()),
  }),
});

const targetSpec = mapping({ description: someText(), target: text('who is notified') });

const policySpec = mapping({
  description: someText(),
  alertWhenNoData: maybe(flag()),
  alertWhenBreaching: maybe(flag()),
  alertWhenResolved: maybe(flag()),
  conditions: maybe(
    listOf(
      mapping({
        conditionRef: maybe(text('the name of an AlertCondition')),
        ...inline('AlertCondition', conditionSpec),
      }),
      'a list of conditions',
    ),
  ),
  notificationTargets: maybe(
    listOf(
      mapping({
        targetRef: maybe(text('the name of an AlertNotificationTarget')),
        ...inline('AlertNotificationTarget', targetSpec),
      }),
      'a list of targets',
    ),
  ),
});

/** In an SLO. */
export const policyUse = mapping({
  alertPolicyRef: maybe(text('the name of an AlertPolicy')),
  ...inline('AlertPolicy', policySpec),
});

export type ConditionInput = z.output<typeof conditionSpec>;
export type PolicyInput = z.output<typeof policySpec>;
export type PolicyUseInput = z.output<typeof policyUse>;

/** What a mere name stands for. */
export function policyNamed(alertPolicyRef: string): PolicyUseInput {
  return { alertPolicyRef, kind: undefined, metadata: undefined, spec: undefined };
}

export const alertCondition = object('AlertCondition', conditionSpec);
export const alertNotificationTarget = object('AlertNotificationTarget', targetSpec);
export const alertPolicy = object('AlertPolicy', policySpec);
