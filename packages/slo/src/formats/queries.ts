/** Queries in documents: sound ones are read, faults are reported where they stand. */
import type { SourcePath } from '@nines/catalog/source';
import type { Count } from '../objective/objective.ts';
import { parsePromql } from '../promql/parse-promql.ts';
import { readCount, WINDOW_SECONDS } from '../promql/read-count.ts';
import type { CountReading, CountUnit, ReadCountOptions } from '../promql/read-count.ts';
import { fillWindow, hasWindow, WINDOW } from '../promql/window.ts';
import { reportAt, reportReadAs } from './reading.ts';
import type { Reading } from './reading.ts';

const WINDOW_TEXT = '1m';

/** What the counts of a ratio are, said by somebody who knows. */
export interface CountForms {
  readonly total: Count['form'];
  readonly part: Count['form'];
}

export interface ReadCountsOptions extends ReadCountOptions {
  /** Takes the queries as they are written. */
  readonly forms?: CountForms | undefined;
}

/** A query in a document. */
export interface CountedQuery {
  readonly path: SourcePath;
  readonly promql: string;
}

/** The query at `path`, where its syntax is sound; where it is not, that is reported. */
export function isSound(reading: Reading, { path, promql }: CountedQuery): boolean {
  const { fault } = parsePromql(promql);
  if (fault === undefined) return true;
  const { file, document } = reading;
  const offset = document.offsetWithin(path, fault.offset);
  file.findings.add({ code: 'SLO_QUERY_SYNTAX', offset, message: `not valid PromQL: ${fault.message}` });
  return false;
}

/** A figure of this moment. A range of open length is one minute. */
export function readFigure(reading: Reading, query: CountedQuery): string | undefined {
  const { path, promql } = query;
  if (!isSound(reading, query)) return undefined;
  if (hasWindow(promql)) reportReadAs(reading, path, `the query is evaluated over windows of ${WINDOW_TEXT}`);
  return fillWindow(promql.trim(), WINDOW_TEXT);
}

/** All events and the good or bad ones among them. Undefined where one of the queries is not sound. */
export function readCounts(
  reading: Reading,
  total: CountedQuery,
  part: CountedQuery,
  options: ReadCountsOptions = {},
): { readonly total: Count; readonly count: Count } | undefined {
  const sound = [total, part].filter((query) => isSound(reading, query));
  if (sound.length < 2) return undefined;
  if (total.promql.trim() === part.promql.trim()) {
    const message = 'this is the query of all events: every event would be the same';
    reportAt(reading, 'SLO_SAME_QUERY', part.path, message, { hint: 'select the good or the bad ones' });
    return undefined;
  }
  const { forms } = options;
  if (forms !== undefined) return { total: asWritten(total, forms.total), count: asWritten(part, forms.part) };
  const [all, some] = [readCount(total.promql, options), readCount(part.promql, options)];
  reportOpaque(reading, total.path, all);
  reportOpaque(reading, part.path, some);
  reportUnits(reading, part.path, all.unit, some.unit);
  return { total: all.count, count: some.count };
}

function asWritten({ promql }: CountedQuery, form: Count['form']): Count {
  return { form, promql: fillWindow(promql, WINDOW) };
}

function reportOpaque(reading: Reading, path: SourcePath, { opaque }: CountReading): void {
  if (opaque === undefined) return;
  const message = `this query is evaluated over windows of one minute, as it stands: ${opaque}`;
  const hint = 'counters are exact: write `sum(rate(COUNTER[...]))`, or sums and differences of such';
  reportAt(reading, 'SLO_QUERY_OPAQUE', path, message, { severity: 'warning', hint });
}

/** As written, the ratio would be wrong by the length of the window. Here both count events. */
function reportUnits(reading: Reading, path: SourcePath, total?: CountUnit, part?: CountUnit): void {
  const rates = [total, part].filter((unit) => unit === 'rate');
  if (rates.length !== 1 || (total !== 'increase' && part !== 'increase')) return;
  const [own, other] = part === 'rate' ? ['events a second', 'events'] : ['events', 'events a second'];
  const message = `this query gives ${own} and the one of all events ${other}; both are read as events`;
  const hint = `take the same function in both; a rate is multiplied by ${WINDOW_SECONDS} s`;
  reportAt(reading, 'SLO_QUERY_UNITS', path, message, { severity: 'warning', hint });
}
