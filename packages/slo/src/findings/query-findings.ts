/** What is wrong with the queries of an objective that stands in a catalog, which knows them as mere text. */
import type { Diagnostic } from '@nines/kernel';
import { objectiveId } from '../objective/objective.ts';
import type { Indicator, Objective } from '../objective/objective.ts';
import { parsePromql } from '../promql/parse-promql.ts';

/** An error for each query that is no PromQL, or a warning for one that cannot be led back to counters. */
export function queryFindings(objective: Objective): readonly Diagnostic[] {
  return queriesOf(objective.indicator).flatMap(({ what, promql, isWindow }): readonly Diagnostic[] => {
    const { fault } = parsePromql(promql);
    const about = `${objectiveId(objective)}: ${what}`;
    if (fault !== undefined) {
      const message = `${about} is not valid PromQL: ${fault.message}, at character ${fault.offset + 1}`;
      return [{ severity: 'error', code: 'SLO_QUERY_SYNTAX', message, ...objective.place }];
    }
    if (!isWindow) return [];
    const message = `${about} is evaluated over windows of one minute, as it stands: it is no sum of counters`;
    const hint = 'counters are exact: write them as they stand, or sums of their rates';
    return [{ severity: 'warning', code: 'SLO_QUERY_OPAQUE', message, ...objective.place, hint }];
  });
}

interface Query {
  readonly what: string;
  readonly promql: string;
  readonly isWindow: boolean;
}

function queriesOf(indicator: Indicator): readonly Query[] {
  if (indicator.kind !== 'events') return [{ what: 'metric', promql: indicator.metric, isWindow: false }];
  const { total, part, count } = indicator;
  return [
    { what: 'total', promql: total.promql, isWindow: total.form === 'window' },
    { what: part, promql: count.promql, isWindow: count.form === 'window' },
  ];
}
