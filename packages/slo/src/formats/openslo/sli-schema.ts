/** How a service level is read from metrics. @see OpenSLO specification v1, "SLI" and "DataSource" */
import { flag, mapping, oneOf, text } from '@nines/catalog/source';
import { z } from 'zod';
import { maybe, someText, unread } from '../schema-parts.ts';
import { object } from './metadata-schema.ts';

const anything = z.record(z.string(), z.unknown(), { error: 'a mapping' });

const metric = mapping({
  metricSource: mapping({
    metricSourceRef: maybe(text('the name of a DataSource')),
    type: maybe(text('a type such as `Prometheus`')),
    spec: maybe(anything),
  }),
});

export const sliSpec = mapping({
  description: someText(),
  thresholdMetric: maybe(metric),
  ratioMetric: maybe(
    mapping({
      counter: maybe(flag()),
      good: maybe(metric),
      bad: maybe(metric),
      total: maybe(metric),
      rawType: maybe(oneOf(['success', 'failure'])),
      raw: maybe(metric),
    }),
  ),
});

export type MetricInput = z.output<typeof metric>;
export type SliInput = z.output<typeof sliSpec>;

export const sli = object('SLI', sliSpec);

export const dataSource = object(
  'DataSource',
  mapping({ description: someText(), type: text('a type such as `Prometheus`'), connectionDetails: unread() }),
);
