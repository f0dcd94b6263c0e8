/** What an objective of OpenSLO is measured by. */
import type { SourcePath } from '@nines/catalog/source';
import type { Indicator } from '../../objective/objective.ts';
import { isNamedAsCounters } from '../../promql/named-as-counters.ts';
import { readCount } from '../../promql/read-count.ts';
import { onlyOne } from '../only-one.ts';
import { readCounts, readFigure } from '../queries.ts';
import type { CountedQuery, CountForms } from '../queries.ts';
import { reportAt, reportReadAs } from '../reading.ts';
import type { Reading } from '../reading.ts';
import type { Objects } from './objects.ts';
import { readQuery } from './read-query.ts';
import type { MetricInput, SliInput } from './sli-schema.ts';
import type { SloInput } from './slo-schema.ts';

/** An SLI, inline or by itself. */
export interface SliSource {
  readonly reading: Reading;
  /** Of its `spec`. */
  readonly path: SourcePath;
  readonly spec: SliInput;
}

/** What an SLI says: all that an objective is measured by, or a figure, of which each objective says when it is good. */
export type Measurement =
  Exclude<Indicator, { readonly kind: 'condition' }> | { readonly kind: 'figure'; readonly metric: string };

/** The SLI that an SLO names or contains. */
export function findSli(
  reading: Reading,
  objects: Objects,
  { indicator, indicatorRef }: SloInput['spec'],
): SliSource | undefined {
  const given = onlyOne(reading, ['spec'], { indicator, indicatorRef });
  if (given === 'indicator' && indicator !== undefined) {
    return { reading, path: ['spec', 'indicator', 'spec'], spec: indicator.spec };
  }
  if (given === undefined || indicatorRef === undefined) return undefined;
  const found = objects.resolve(reading, ['spec', 'indicatorRef'], 'SLI', indicatorRef);
  return found === undefined ? undefined : { reading: found.reading, path: ['spec'], spec: found.object.spec };
}

/** @param counts - how the queries of a ratio count, where the SLO says so */
export function readSli(
  { reading, path, spec }: SliSource,
  objects: Objects,
  counts: CountForms | undefined,
): Measurement | undefined {
  const { thresholdMetric, ratioMetric } = spec;
  const given = onlyOne(reading, path, { thresholdMetric, ratioMetric });
  if (given === undefined) return undefined;
  const at = [...path, given];
  if (ratioMetric !== undefined) return readRatio({ reading, path: at, objects, counts }, ratioMetric);
  const query = thresholdMetric === undefined ? undefined : readQuery(reading, at, thresholdMetric, objects);
  const metric = query === undefined ? undefined : readFigure(reading, query);
  return metric === undefined ? undefined : { kind: 'figure', metric };
}

type RatioInput = NonNullable<SliInput['ratioMetric']>;

interface RatioContext {
  readonly reading: Reading;
  readonly path: SourcePath;
  readonly objects: Objects;
  readonly counts: CountForms | undefined;
}

function readRatio(
  { reading, path, objects, counts: forms }: RatioContext,
  { counter, good, bad, total, raw, rawType }: RatioInput,
): Measurement | undefined {
  const queryOf = (key: string, metric: MetricInput): CountedQuery | undefined =>
    readQuery(reading, [...path, key], metric, objects);
  const base = onlyOne(reading, path, { total, raw });
  if (base === 'raw' && raw !== undefined) {
    const query = queryOf('raw', raw);
    if (rawType === undefined) missing(reading, path, 'rawType', '`success` or `failure`');
    const metric = query === undefined ? undefined : readFigure(reading, query);
    if (metric === undefined || rawType === undefined) return undefined;
    return { kind: 'share', metric, part: rawType === 'success' ? 'good' : 'bad' };
  }
  const part = onlyOne(reading, path, { good, bad });
  const metric = part === 'bad' ? bad : good;
  if (part === undefined || total === undefined || metric === undefined) return undefined;
  const [all, some] = [queryOf('total', total), queryOf(part, metric)];
  if (all === undefined || some === undefined) return undefined;
  const figures = [all, some].filter(({ promql }) => readCount(promql).unit === 'level');
  const named = counter === undefined && figures.length > 0 && figures.every(({ promql }) => isNamedAsCounters(promql));
  if (named) reportReadAs(reading, path, 'without `counter`, figures are taken for counters where they are named so');
  const counts = readCounts(reading, all, some, { counter: counter ?? named, forms });
  return counts && { kind: 'events', ...counts, part };
}

function missing(reading: Reading, path: SourcePath, key: string, accepts: string): void {
  if (!reading.document.isSound([...path, key])) return;
  reportAt(reading, 'SLO_MISSING_KEY', path, `${key} is missing; it must be ${accepts}`);
}
