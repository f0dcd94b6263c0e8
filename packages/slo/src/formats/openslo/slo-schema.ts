/** Objectives. @see OpenSLO specification v1, "SLO", "Objectives" and "Service" */
import { flag, listOf, mapping, oneOf, text } from '@nines/catalog/source';
import { z } from 'zod';
import { finite, maybe, someText, unread } from '../schema-parts.ts';
import { OPERATORS, policyNamed, policyUse } from './alert-schema.ts';
import { metadata, object, shorthand } from './metadata-schema.ts';
import { sliSpec } from './sli-schema.ts';

/** Of objectives that are made of others: known by name, and never looked into. */
const COMPOSITE = {
  indicator: unread(),
  indicatorRef: unread(),
  compositeWeight: unread(),
};

export const COMPOSITE_KEYS = Object.keys(COMPOSITE);

const objective = mapping({
  displayName: someText(),
  op: maybe(oneOf(OPERATORS)),
  value: maybe(finite('a number')),
  target: maybe(finite('a share such as `0.999`')),
  targetPercent: maybe(finite('a percentage such as `99.9`')),
  timeSliceTarget: maybe(finite('a share such as `0.95`')),
  timeSliceWindow: maybe(z.union([finite('minutes'), shorthand()], { error: 'minutes, or a duration such as `5m`' })),
  ...COMPOSITE,
});

const timeWindow = mapping({
  duration: shorthand(),
  isRolling: maybe(flag()),
  calendar: maybe(
    mapping({
      startTime: text('a time such as `2024-01-01 00:00:00`'),
      timeZone: text('a time zone such as `Europe/Berlin`'),
    }),
  ),
});

const spec = mapping({
  description: someText(),
  service: text('the name of a service'),
  indicator: maybe(mapping({ metadata: maybe(metadata), spec: sliSpec })),
  indicatorRef: maybe(text('the name of an SLI')),
  timeWindow: maybe(listOf(timeWindow, 'a list of one time window')),
  budgetingMethod: oneOf(['Occurrences', 'Timeslices', 'RatioTimeslices']),
  objectives: listOf(objective, 'a list of objectives'),
  alertPolicies: maybe(
    listOf(
      // OpenSLO's own examples name policies without `alertPolicyRef`.
      z.union([text('the name of an AlertPolicy').transform(policyNamed), policyUse], {
        error: '`{ alertPolicyRef: NAME }`, or a policy',
      }),
      'a list of alert policies',
    ),
  ),
});

export const slo = object('SLO', spec);
export const service = object('Service', maybe(mapping({ description: someText() })));

export type SloInput = z.output<typeof slo>;
export type ObjectiveInput = z.output<typeof objective>;
export type TimeWindowInput = z.output<typeof timeWindow>;
