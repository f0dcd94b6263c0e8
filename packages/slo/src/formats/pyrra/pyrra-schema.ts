/**
 * Objectives of Pyrra, which are objects of Kubernetes.
 *
 * @see https://github.com/pyrra-dev/pyrra: kubernetes/api/v1alpha1, `ServiceLevelObjective`
 */
import { flag, listOf, mapping, oneOf, text } from '@nines/catalog/source';
import { z } from 'zod';
import { finite, maybe, someText, texts, unread } from '../schema-parts.ts';

export const API_VERSION = 'pyrra.dev/v1alpha1';
export const KIND = 'ServiceLevelObjective';

const query = mapping({ metric: text('the selector of a metric') });
const grouping = maybe(listOf(text('a label'), 'a list of labels'));

const severity = someText();

export const serviceLevelObjective = mapping({
  apiVersion: oneOf([API_VERSION]),
  kind: oneOf([KIND]),
  // Whatever else Kubernetes keeps there is its own.
  metadata: z.looseObject(
    { name: text('a name'), namespace: someText(), labels: maybe(texts()), annotations: maybe(texts()) },
    { error: 'a mapping with `name`' },
  ),
  spec: mapping({
    description: someText(),
    target: z.union([finite('a percentage'), text('a percentage')], { error: 'a percentage such as `"99.9"`' }),
    window: text('a duration such as `4w`'),
    indicator: mapping({
      ratio: maybe(mapping({ errors: maybe(query), success: maybe(query), total: maybe(query), grouping })),
      latency: maybe(mapping({ success: query, total: query, grouping })),
      latencyNative: unread(),
      bool_gauge: maybe(mapping({ metric: text('the selector of a metric'), grouping })),
    }),
    alerting: maybe(
      mapping({
        disabled: maybe(flag()),
        burnrates: maybe(flag()),
        absent: maybe(flag()),
        name: someText(),
        absentName: someText(),
        labels: maybe(texts()),
        annotations: maybe(texts()),
        severities: maybe(
          mapping({
            fastBurn: severity,
            mediumBurn: severity,
            slowBurn: severity,
            longTermBurn: severity,
            absent: severity,
          }),
        ),
        burnRateType: unread(),
      }),
    ),
    latency: unread(),
    partial_response_strategy: unread(),
    performanceOverAccuracy: unread(),
    rulenamespace: unread(),
  }),
  status: unread(),
});

export type PyrraInput = z.output<typeof serviceLevelObjective>;
