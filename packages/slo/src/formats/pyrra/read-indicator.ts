/** What an objective of Pyrra is measured by. */
import type { SourcePath } from '@nines/catalog/source';
import type { Indicator } from '../../objective/objective.ts';
import { onlyOne } from '../only-one.ts';
import { isSound, readCounts, readFigure } from '../queries.ts';
import type { CountedQuery } from '../queries.ts';
import { reportAtKey, reportReadAs } from '../reading.ts';
import type { Reading } from '../reading.ts';
import type { PyrraInput } from './pyrra-schema.ts';

type IndicatorInput = PyrraInput['spec']['indicator'];
type RatioInput = NonNullable<IndicatorInput['ratio']>;

export function readIndicator(reading: Reading, path: SourcePath, input: IndicatorInput): Indicator | undefined {
  const { ratio, latency, bool_gauge: gauge } = input;
  const given = onlyOne(reading, path, { ...input, latencyNative: input.latencyNative ?? undefined });
  if (given === undefined) return undefined;
  const at = [...path, given];
  if (given === 'latencyNative') {
    const hint = 'take `latency`, over a bucket of a classic histogram';
    reportAtKey(reading, 'SLO_UNSUPPORTED', at, 'native histograms are not read yet', { hint });
  }
  reportGrouping(reading, at, (ratio ?? latency ?? gauge)?.grouping ?? []);
  if (ratio !== undefined) return readRatio(reading, at, ratio);
  if (latency !== undefined) {
    const { total, success } = latency;
    return eventsOf(reading, queryOf(at, 'total', total.metric), 'good', queryOf(at, 'success', success.metric));
  }
  const metric = gauge && readFigure(reading, { path: [...at, 'metric'], promql: gauge.metric });
  return metric === undefined ? undefined : { kind: 'condition', metric, operator: 'eq', value: 1 };
}

/** Two of the three; the third is their sum or difference. */
function readRatio(reading: Reading, path: SourcePath, { errors, success, total }: RatioInput): Indicator | undefined {
  if (total === undefined && errors !== undefined && success !== undefined) {
    const error = queryOf(path, 'errors', errors.metric);
    const faulty = [error, queryOf(path, 'success', success.metric)].filter((query) => !isSound(reading, query));
    if (faulty.length > 0) return undefined;
    const all = { path: [...path, 'success', 'metric'], promql: `${errors.metric} + ${success.metric}` };
    return eventsOf(reading, all, 'bad', error);
  }
  const part = onlyOne(reading, path, { errors, success });
  const metric = part === 'success' ? success?.metric : errors?.metric;
  if (total === undefined && reading.document.isSound([...path, 'total'])) {
    reportAtKey(reading, 'SLO_MISSING_KEY', path, 'total is missing; with one of `errors` and `success` it is needed');
  }
  if (part === undefined || metric === undefined || total === undefined) return undefined;
  const query = queryOf(path, part, metric);
  return eventsOf(reading, queryOf(path, 'total', total.metric), part === 'success' ? 'good' : 'bad', query);
}

function eventsOf(
  reading: Reading,
  total: CountedQuery,
  part: 'good' | 'bad',
  query: CountedQuery,
): Indicator | undefined {
  const counts = readCounts(reading, total, query);
  return counts && { kind: 'events', ...counts, part };
}

function queryOf(path: SourcePath, key: string, promql: string): CountedQuery {
  return { path: [...path, key, 'metric'], promql };
}

/** Pyrra makes an objective of each group. */
function reportGrouping(reading: Reading, path: SourcePath, grouping: readonly string[]): void {
  if (grouping.length === 0) return;
  const message = `not each ${grouping.join(', ')} by itself: the objective is about all together`;
  reportReadAs(reading, [...path, 'grouping'], message, 'make an objective of each that has a promise of its own');
}
