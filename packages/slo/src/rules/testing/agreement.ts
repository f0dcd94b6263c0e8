/** Whether Prometheus tells of a history what is simulated of it. */
import type { Promtool, QueryExpectation } from '@nines/testkit/promtool';
import { expect } from 'vitest';
import type { Objective } from '../../objective/objective.ts';
import { simulateHistory } from '../../simulate/simulate.ts';
import { objectiveRules } from '../objective-rules.ts';
import { increasesOf, looksOf } from './stretch.ts';
import type { Series, Stretch } from './stretch.ts';

export interface Scenario {
  readonly objective: Objective;
  readonly stretches: readonly Stretch[];
  /** The stretches, as they are scraped. */
  readonly series: Series;
  /** Between looks and evaluations, s; whole half minutes, as slower pairs are looked at. */
  readonly stepSeconds: number;
  /** Names of the pairs that are to tell, or `no-data`. */
  readonly tells: readonly string[];
}

/** Alerts begin and end in Prometheus when they do in the simulation, those that are to tell do, and no other one. */
export async function expectAgreement(promtool: Promtool, scenario: Scenario): Promise<void> {
  const { objective, series, stepSeconds, tells } = scenario;
  const moments = momentsOf(scenario);
  expect([...moments.keys()].sort()).toEqual(tells.toSorted());
  const interval = `${stepSeconds}s`;
  const history = {
    name: 'history',
    interval,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      ...[...moments].flatMap(([tier, firingAt]) => expectationsOf(scenario, tier, firingAt)),
      ...silenceOf(scenario),
    ],
  };
  const { ok, output } = await promtool.test(objectiveRules([objective]), [history], interval);
  expect(ok, output).toBe(true);
}

/** Moments of evaluations, s, at which each pair tells. */
function momentsOf({ objective, stretches, stepSeconds }: Scenario): ReadonlyMap<string, readonly number[]> {
  const { alerts } = simulateHistory(objective, increasesOf(stretches, stepSeconds * 1_000));
  const moments = Array.from({ length: looksOf(stretches) + 1 }, (_, look) => look * stepSeconds);
  return new Map(
    [...Map.groupBy(alerts, ({ tier }) => tier)].map(([tier, episodes]) => [
      tier,
      moments.filter((moment) =>
        episodes.some((one) => one.startsAtSeconds <= moment && moment < (one.easesAtSeconds ?? Infinity)),
      ),
    ]),
  );
}

/** At each moment at which something changes, at the one before it, and how often in all. */
function expectationsOf(
  { stretches, stepSeconds }: Scenario,
  tier: string,
  firingAt: readonly number[],
): readonly QueryExpectation[] {
  const end = looksOf(stretches) * stepSeconds;
  const firing = `ALERTS{${tier === 'no-data' ? WITHOUT_DATA : `windows="${tier}"`},alertstate="firing"}`;
  const isFiring = new Set(firingAt);
  const changes = firingAt.flatMap((moment) => [
    ...(isFiring.has(moment - stepSeconds) ? [] : [moment - stepSeconds, moment]),
    ...(isFiring.has(moment + stepSeconds) ? [] : [moment, moment + stepSeconds]),
  ]);
  return [
    ...[...new Set(changes)]
      .filter((moment) => moment >= 0 && moment <= end)
      .map((moment) => expectation(`count(${firing})`, moment, isFiring.has(moment) ? 1 : undefined)),
    expectation(`sum(count_over_time(${firing}[30d]))`, end, firingAt.length),
  ];
}

const WITHOUT_DATA = 'alertname="ObjectiveWithoutData"';

/** What is not to be told. */
function silenceOf({ stretches, stepSeconds, tells }: Scenario): readonly QueryExpectation[] {
  const others = tells.map((tier) => `,windows!="${tier}"`).join('');
  const silent = [`alertname="ErrorBudgetBurn"${others}`, ...(tells.includes('no-data') ? [] : [WITHOUT_DATA])];
  return silent.map((what) =>
    expectation(
      `count_over_time(ALERTS{${what},alertstate="firing"}[30d])`,
      looksOf(stretches) * stepSeconds,
      undefined,
    ),
  );
}

function expectation(expr: string, atSeconds: number, value: number | undefined): QueryExpectation {
  return { expr, eval_time: `${atSeconds}s`, exp_samples: value === undefined ? [] : [{ labels: '{}', value }] };
}
