/** What Prometheus makes of the rules, beside what is simulated of the same history. */
import { type Promtool, startPromtool } from '@nines/testkit/promtool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import type { Objective } from '../objective/objective.ts';
import { simulateHistory } from '../simulate/simulate.ts';
import { objectiveRules } from './objective-rules.ts';
import { counter, figure, increasesOf, looksOf } from './testing/stretch.ts';
import type { Series, Stretch } from './testing/stretch.ts';

let promtool: Promtool;

beforeAll(async () => {
  promtool = await startPromtool();
}, 150_000);

afterAll(() => promtool.remove());

type Shown = (stretches: readonly Stretch[]) => Series;

const asRequests: Shown = (stretches) => ({
  'requests_total{job="x",instance="a",status_class="2xx"}': counter(stretches, ({ total, bad }) => total - bad),
  'requests_total{job="x",instance="a",status_class="5xx"}': counter(stretches, ({ bad }) => bad),
});

const asProbe: Shown = (stretches) => ({
  'probe_success{job="x"}': figure(stretches, ({ total, bad }) => (total === 0 ? 'stale' : bad > 0 ? 0 : 1)),
});

const counters = (promql: string) => ({ form: 'counters', promql }) as const;

const BY_GOOD = eventsObjective({
  name: 'latency',
  target: '95',
  indicator: {
    kind: 'events',
    part: 'good',
    total: counters('requests_total'),
    count: counters('requests_total{status_class="2xx"}'),
  },
});

interface Scenario {
  readonly objective: Objective;
  readonly stretches: readonly Stretch[];
  /** Between looks and evaluations, s. */
  readonly step: number;
  /** Names of the pairs that are to tell. */
  readonly tells: readonly string[];
}

/** Moments of evaluations, s, at which a pair tells. */
function momentsOf({ objective, stretches, step }: Scenario): ReadonlyMap<string, readonly number[]> {
  const { alerts } = simulateHistory(objective, increasesOf(stretches, step * 1_000));
  const moments = Array.from({ length: looksOf(stretches) + 1 }, (_, look) => look * step);
  const byTier = Map.groupBy(alerts, ({ tier }) => tier);
  return new Map(
    [...byTier].map(([tier, episodes]) => [
      tier,
      moments.filter((moment) =>
        episodes.some((one) => one.startsAtSeconds <= moment && moment < (one.easesAtSeconds ?? Infinity)),
      ),
    ]),
  );
}

/** At each moment at which something changes, and how often in all. */
function expectationsOf(scenario: Scenario) {
  const end = looksOf(scenario.stretches) * scenario.step;
  return [...momentsOf(scenario)].flatMap(([tier, moments]) => {
    const what = tier === 'no-data' ? 'alertname="ObjectiveWithoutData"' : `windows="${tier}"`;
    const firing = `count(ALERTS{${what},alertstate="firing"})`;
    const isFiring = new Set(moments);
    const changes = moments.flatMap((moment) => [moment - scenario.step, moment, moment + scenario.step]);
    const interesting = changes.filter((moment, index) => {
      const isInside =
        isFiring.has(moment) && isFiring.has(moment - scenario.step) && isFiring.has(moment + scenario.step);
      return !isInside && moment >= 0 && moment <= end && changes.indexOf(moment) === index;
    });
    return [
      ...interesting.map((moment) => ({
        expr: firing,
        eval_time: `${moment}s`,
        exp_samples: isFiring.has(moment) ? [{ labels: '{}', value: 1 }] : [],
      })),
      {
        expr: `sum(count_over_time(ALERTS{${what},alertstate="firing"}[30d]))`,
        eval_time: `${end}s`,
        exp_samples: [{ labels: '{}', value: moments.length }],
      },
    ];
  });
}

/** What is not to be told. */
function silenceOf({ stretches, step, tells }: Scenario) {
  const pairs = tells.map((tier) => `,windows!="${tier}"`).join('');
  const silent = [
    `alertname="ErrorBudgetBurn"${pairs}`,
    ...(tells.includes('no-data') ? [] : ['alertname="ObjectiveWithoutData"']),
  ];
  return silent.map((what) => ({
    expr: `count_over_time(ALERTS{${what},alertstate="firing"}[30d])`,
    eval_time: `${looksOf(stretches) * step}s`,
    exp_samples: [],
  }));
}

async function agrees(scenario: Scenario, shown: Shown): Promise<void> {
  const { objective, stretches, step, tells } = scenario;
  expect([...momentsOf(scenario).keys()].sort()).toEqual(tells.toSorted());
  const history = {
    name: 'history',
    interval: `${step}s`,
    input_series: Object.entries(shown(stretches)).map(([series, values]) => ({ series, values })),
    promql_expr_test: [...expectationsOf(scenario), ...silenceOf(scenario)],
  };
  const { ok, output } = await promtool.test(objectiveRules([objective]), [history], `${step}s`);
  expect(ok, output).toBe(true);
}

const errors = eventsObjective();

/** Minutes at so many requests, of which so many are bad. */
const minutes = (looks: number, total: number, bad = 0): Stretch => ({ looks, total, bad });

describe('alerts begin and end as simulated', () => {
  it.each<[string, Scenario, Shown]>([
    [
      'an outage of ten minutes after a clean hour, look by look',
      {
        objective: errors,
        step: 5,
        stretches: [
          { looks: 720, total: 100, bad: 0 },
          { looks: 120, total: 100, bad: 100 },
          { looks: 120, total: 100, bad: 0 },
        ],
        tells: ['1h/5m', '6h/30m', '1d/2h', '3d/6h'],
      },
      asRequests,
    ],
    [
      'exactly at the threshold of the fastest pair',
      { objective: errors, step: 60, stretches: [minutes(90, 10_000, 144)], tells: ['6h/30m', '1d/2h', '3d/6h'] },
      asRequests,
    ],
    [
      'just above it',
      {
        objective: errors,
        step: 60,
        stretches: [minutes(90, 10_000, 145), minutes(60, 10_000)],
        tells: ['1h/5m', '6h/30m', '1d/2h', '3d/6h'],
      },
      asRequests,
    ],
    [
      'exactly at the threshold of the second pair',
      {
        objective: errors,
        step: 300,
        stretches: [minutes(100, 10_000, 60)],
        tells: ['1d/2h', '3d/6h'],
      },
      asRequests,
    ],
    [
      'exactly at that of the slowest pair',
      { objective: errors, step: 300, stretches: [minutes(200, 10_000, 10)], tells: [] },
      asRequests,
    ],
    [
      'days of a slow burn that goes away',
      {
        objective: errors,
        step: 300,
        stretches: [minutes(288, 10_000), minutes(240, 10_000, 40), minutes(160, 10_000)],
        tells: ['1d/2h', '3d/6h'],
      },
      asRequests,
    ],
    [
      'sixty requests an hour, of which one fails',
      { objective: errors, step: 60, stretches: [minutes(60, 1), minutes(1, 1, 1), minutes(60, 1)], tells: [] },
      asRequests,
    ],
    [
      'sixty requests an hour, of which ten fail',
      {
        objective: errors,
        step: 60,
        stretches: [minutes(60, 1), minutes(10, 1, 1), minutes(60, 1)],
        tells: ['1h/5m', '6h/30m', '1d/2h', '3d/6h'],
      },
      asRequests,
    ],
    [
      'twenty minutes without traffic',
      { objective: errors, step: 60, stretches: [minutes(60, 100), minutes(20, 0), minutes(10, 100)], tells: [] },
      asRequests,
    ],
    [
      'an outage after which nobody asks any more',
      {
        objective: errors,
        step: 60,
        stretches: [minutes(60, 100), minutes(5, 100, 100), minutes(40, 0)],
        tells: ['1h/5m', '6h/30m', '1d/2h', '3d/6h'],
      },
      asRequests,
    ],
    [
      'speed, by what is fast enough',
      {
        objective: BY_GOOD,
        step: 60,
        stretches: [minutes(60, 100), minutes(60, 100, 100), minutes(30, 100)],
        tells: ['1h/5m', '6h/30m', '1d/2h', '3d/6h'],
      },
      asRequests,
    ],
    [
      'an objective that two pairs cannot tell of',
      {
        objective: eventsObjective({ target: '80' }),
        step: 60,
        stretches: [minutes(60, 100), minutes(120, 100, 100)],
        tells: ['1d/2h', '3d/6h'],
      },
      asRequests,
    ],
    [
      'fifteen days, whose windows are half as long',
      {
        objective: eventsObjective({ period: { kind: 'rolling', lengthMs: 15 * 86_400_000 } }),
        step: 30,
        stretches: [minutes(120, 100), minutes(12, 100, 100), minutes(60, 100)],
        tells: ['30m/2m30s', '3h/15m', '12h/1h', '1d12h/3h'],
      },
      asRequests,
    ],
    [
      'a probe that fails for a while',
      {
        objective: uptimeObjective({ target: '99.5' }),
        step: 5,
        stretches: [minutes(720, 5), minutes(334, 5, 5), minutes(720, 5)],
        tells: ['1h/5m', '6h/30m', '1d/2h', '3d/6h'],
      },
      asProbe,
    ],
    [
      'a probe that fails while a platform starts',
      {
        objective: uptimeObjective({ target: '99.5' }),
        step: 5,
        stretches: [minutes(20, 5, 5), minutes(120, 5)],
        tells: [],
      },
      asProbe,
    ],
    [
      'a single failure of a probe',
      {
        objective: uptimeObjective(),
        step: 5,
        stretches: [minutes(120, 5), minutes(1, 5, 5), minutes(24, 5)],
        tells: [],
      },
      asProbe,
    ],
    [
      'slices that are bad where enough of them is',
      {
        objective: eventsObjective({
          target: '99',
          budgeting: { method: 'timeslices', sliceMs: 60_000, sliceTarget: 0.95 },
        }),
        step: 60,
        stretches: [minutes(60, 100), minutes(20, 100, 5), minutes(20, 0), minutes(70, 100, 6), minutes(30, 100)],
        tells: ['1h/5m', '6h/30m', '1d/2h', '3d/6h'],
      },
      asRequests,
    ],
    [
      'slices that are as bad as what is in them',
      {
        objective: eventsObjective({ target: '99', budgeting: { method: 'ratio-timeslices', sliceMs: 60_000 } }),
        step: 60,
        stretches: [minutes(60, 100), minutes(135, 10, 5), minutes(30, 1_000)],
        tells: ['1h/5m', '6h/30m', '1d/2h', '3d/6h'],
      },
      asRequests,
    ],
    [
      'a share that somebody else has computed',
      {
        objective: uptimeObjective({ indicator: { kind: 'share', metric: 'good_share', part: 'good' } }),
        step: 5,
        stretches: [minutes(720, 5), minutes(332, 5, 1.25), minutes(360, 5)],
        tells: ['1h/5m', '6h/30m', '1d/2h', '3d/6h'],
      },
      (stretches) => ({ good_share: figure(stretches, ({ total, bad }) => 1 - bad / total) }),
    ],
    [
      'events that an expression counts',
      {
        objective: eventsObjective({
          indicator: {
            kind: 'events',
            part: 'bad',
            total: { form: 'window', promql: 'sum(increase(requests_total[$window]))' },
            count: counters('requests_total{status_class="5xx"}'),
          },
        }),
        step: 60,
        stretches: [minutes(60, 100), minutes(20, 100, 5), minutes(30, 100)],
        tells: ['1h/5m', '6h/30m', '1d/2h', '3d/6h'],
      },
      asRequests,
    ],
  ])('%s', async (_name, scenario, shown) => agrees(scenario, shown));
});
