/** Spans of queries that are made for a request. */
import type { LogEvent } from 'kysely';

import { currentContext } from '../tracing/request-context.ts';
import { childOf, failureOf } from '../tracing/span.ts';

/**
 * Records a query that has ended. Its text has placeholders in place of values, so nothing secret is in it.
 *
 * @see OpenTelemetry semantic conventions 1.29, "Database client spans"
 */
export function traceQuery({ level, query, queryDurationMillis, ...event }: LogEvent): void {
  const context = currentContext();
  if (context?.spans === undefined) return;
  const endedAt = performance.now();
  const operation = /^\s*(\w+)/.exec(query.sql)?.[1]?.toUpperCase() ?? 'QUERY';
  context.spans({
    trace: childOf(context.trace),
    kind: 'client',
    name: operation,
    startedAt: endedAt - queryDurationMillis,
    endedAt,
    attributes: { 'db.system.name': 'postgresql', 'db.operation.name': operation, 'db.query.text': query.sql },
    failure: level === 'error' && 'error' in event ? failureOf(event.error) : undefined,
  });
}
