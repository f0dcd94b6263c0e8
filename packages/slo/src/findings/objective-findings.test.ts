import { expect, test } from 'vitest';
import { burnTiers, canFire } from '../objective/burn-tiers.ts';
import { eventsObjective } from '../objective/objective.testing.ts';
import type { Objective } from '../objective/objective.ts';
import { objectiveFindings } from './objective-findings.ts';

function codes(changes: Partial<Objective>): readonly string[] {
  return objectiveFindings(eventsObjective(changes)).map(({ code, hint }) => `${code} ${hint}`);
}

const DAY_MS = 86_400_000;
const MONTH = { kind: 'rolling', lengthMs: 30 * DAY_MS } as const;

test.for([
  ['93.06', []],
  ['93.05', ['93.06']],
  ['83.33', ['93.06', '83.34']],
  ['66.66', ['93.06', '83.34', '66.67']],
  ['0.1', ['93.06', '83.34', '66.67']],
] as const)('at %s%% windows that cannot fire do from these targets on: %j', ([target, from]) => {
  const hints = codes({ target }).map((hint) => /from ([\d.]+)% on/.exec(hint)?.[1]);
  expect(hints).toEqual(from);
});

test('the target that is named is enough', () => {
  const hints = codes({ target: '1' }).map((hint) => /from ([\d.]+)% on/.exec(hint)?.[1] ?? '');
  expect(
    hints.map((target, index) =>
      burnTiers(MONTH)
        .slice(index, index + 1)
        .every((tier) => canFire(tier, { target })),
    ),
  ).toEqual([true, true, true]);
});

test('nothing is said of alerts that nobody asked for', () => {
  const alerting = { page: false, ticket: true, noData: true };
  expect(codes({ target: '90', alerting })).toEqual([]);
  expect(codes({ target: '50', alerting: { ...alerting, ticket: false } })).toEqual([]);
});

test.for([
  [DAY_MS, 0],
  [DAY_MS - 1, 1],
  [3_600_000, 1],
] as const)('over %i ms there are %i findings about windows', ([lengthMs, count]) => {
  const found = codes({ period: { kind: 'rolling', lengthMs } });
  expect(found.filter((finding) => finding.startsWith('SLO_WINDOW_TOO_SHORT'))).toHaveLength(count);
});

test('a finding says where, which alert and what helps', () => {
  const place = { file: 'a.yaml', line: 3, column: 5 };
  expect(objectiveFindings(eventsObjective({ target: '90', place }))).toEqual([
    {
      severity: 'warning',
      code: 'SLO_TIER_CANNOT_FIRE',
      message:
        'portal/errors promises 90%: no outage burns its budget 14.4 times too fast, so 1h/5m (page) never fires',
      ...place,
      hint: 'it can from 93.06% on; with `page: false` it is not asked for',
    },
  ]);
});
