/** The query of a metric of OpenSLO, where its source is Prometheus. */
import { suggestName } from '@nines/catalog/source';
import type { SourcePath } from '@nines/catalog/source';
import type { CountedQuery } from '../queries.ts';
import { reportAt, reportAtKey, reportNotCarried } from '../reading.ts';
import type { Reading } from '../reading.ts';
import type { Objects } from './objects.ts';
import type { MetricInput } from './sli-schema.ts';

const PROMETHEUS = /^prometheus$/i;

/** Undefined where there is none that can be asked, which is reported. */
export function readQuery(
  reading: Reading,
  path: SourcePath,
  { metricSource }: MetricInput,
  objects: Objects,
): CountedQuery | undefined {
  const at = [...path, 'metricSource'];
  if (!isPrometheus(reading, at, metricSource, objects)) return undefined;
  const { query, ...others } = metricSource.spec ?? {};
  for (const key of Object.keys(others)) {
    const message = `${key} of a metric source is not carried over: only \`query\` is`;
    reportNotCarried(reading, [...at, 'spec', key], message);
  }
  const place = [...at, 'spec', 'query'];
  if (typeof query === 'string') return { path: place, promql: query };
  if (query === undefined || query === null) {
    const nearest = suggestName('query', Object.keys(others));
    const hint = Object.keys(others).length === 0 ? undefined : nearest;
    reportAtKey(reading, 'SLO_MISSING_KEY', [...at, 'spec'], 'query is missing; it must be PromQL', { hint });
  } else {
    reportAt(reading, 'SLO_WRONG_TYPE', place, 'query must be PromQL');
  }
  return undefined;
}

function isPrometheus(
  reading: Reading,
  path: SourcePath,
  { type, metricSourceRef }: MetricInput['metricSource'],
  objects: Objects,
): boolean {
  if (type !== undefined) return accepts(reading, [...path, 'type'], type);
  if (metricSourceRef === undefined) {
    const message = 'type is missing; it must be `Prometheus`, unless `metricSourceRef` names a DataSource';
    reportAtKey(reading, 'SLO_MISSING_KEY', path, message);
    return false;
  }
  const place = [...path, 'metricSourceRef'];
  const hint = 'add the DataSource, or `type: Prometheus` here';
  const source = objects.resolve(reading, place, 'DataSource', metricSourceRef, hint);
  return source !== undefined && accepts(reading, place, source.object.spec.type);
}

function accepts(reading: Reading, path: SourcePath, type: string): boolean {
  if (PROMETHEUS.test(type)) return true;
  const message = `metrics of ${type} cannot be read`;
  reportAt(reading, 'SLO_UNSUPPORTED', path, message, { hint: 'only `Prometheus` can be asked' });
  return false;
}
