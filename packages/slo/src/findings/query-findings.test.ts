import { expect, test } from 'vitest';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import { queryFindings } from './query-findings.ts';

test('sound queries of counters and figures give no finding', () => {
  expect([eventsObjective(), uptimeObjective()].flatMap(queryFindings)).toEqual([]);
});

test('each query that is no PromQL is an error, where the objective stands', () => {
  const place = { file: 'nines.yaml', line: 7, column: 9 };
  const objective = eventsObjective({
    place,
    indicator: {
      kind: 'events',
      total: { form: 'counters', promql: 'sum(' },
      part: 'good',
      count: { form: 'window', promql: 'a b' },
    },
  });
  expect(queryFindings(objective)).toEqual([
    {
      severity: 'error',
      code: 'SLO_QUERY_SYNTAX',
      message: 'portal/errors: total is not valid PromQL: the query ends too early, at character 5',
      ...place,
    },
    {
      severity: 'error',
      code: 'SLO_QUERY_SYNTAX',
      message: 'portal/errors: good is not valid PromQL: unexpected `b`, at character 3',
      ...place,
    },
  ]);
});

test('a query over a window is told', () => {
  const { indicator } = eventsObjective();
  if (indicator.kind !== 'events') throw new Error('events expected');
  const count = { form: 'window', promql: 'max(increase(a[$window]))' } as const;
  const findings = queryFindings(eventsObjective({ indicator: { ...indicator, count } }));
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['SLO_QUERY_OPAQUE', 'warning']]);
});
