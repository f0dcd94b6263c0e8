import { type Promtool, startPromtool } from '@nines/testkit/promtool';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import type { Objective } from '../objective/objective.ts';
import { objectiveRules } from './objective-rules.ts';

let promtool: Promtool;

beforeAll(async () => {
  promtool = await startPromtool();
}, 150_000);

afterAll(() => promtool.remove());

const HOSTILE = ['a"b', 'c\\d', 'e\nf', 'g{h}', '{{ .Labels }}', 'i|j.*', '💥é', "k'l", '$value', '\t'];

const counters = (promql: string) => ({ form: 'counters', promql }) as const;

/** One of each kind, of a service. */
function everyKind(service: string): readonly Objective[] {
  const slices = { method: 'timeslices', sliceMs: 300_000, sliceTarget: 0.95 } as const;
  const ratioSlices = { method: 'ratio-timeslices', sliceMs: 3_600_000 } as const;
  const total = counters('a_total - ignoring (x) b_total');
  const window = { form: 'window', promql: 'avg(rate(a_total[$window]))' } as const;
  return [
    eventsObjective({ service }),
    eventsObjective({
      service,
      name: 'good',
      indicator: { kind: 'events', part: 'good', total, count: counters('a_total') },
    }),
    eventsObjective({
      service,
      name: 'window',
      indicator: { kind: 'events', part: 'good', total: window, count: total },
    }),
    eventsObjective({ service, name: 'slices', budgeting: slices }),
    uptimeObjective({ service, name: 'ratio-slices', budgeting: ratioSlices }),
    ...(['lt', 'lte', 'gt', 'gte', 'eq'] as const).map((operator) =>
      uptimeObjective({
        service,
        name: operator,
        indicator: { kind: 'condition', metric: 'max(a) by (b)', operator, value: -2.5e-9 },
      }),
    ),
    ...(['good', 'bad'] as const).map((part) =>
      uptimeObjective({ service, name: part + '-share', indicator: { kind: 'share', metric: 'a or b', part } }),
    ),
  ];
}

it.each([0, 400 * 86_400_000])(
  'promtool accepts rules of every kind, whatever they are named (%d)',
  async (retentionMs) => {
    const objectives = ['api', ...HOSTILE].flatMap((service) => [
      ...everyKind(service),
      ...HOSTILE.map((name) =>
        eventsObjective({ service, name, labels: { [name]: name }, annotations: { [name]: service } }),
      ),
    ]);
    const { ok, output } = await promtool.check(objectiveRules(objectives, { retentionMs }));
    expect(output).not.toMatch(/FAILED|WARNING|duplicate/i);
    expect(ok, output).toBe(true);
  },
);

it('names are found again as they are written', async () => {
  const objectives = HOSTILE.flatMap((service) => HOSTILE.map((name) => eventsObjective({ service, name })));
  const { ok, output } = await promtool.test(
    objectiveRules(objectives),
    [
      {
        name: 'hostile',
        interval: '1m',
        input_series: [{ series: 'requests_total{status_class="5xx"}', values: '0+10x9' }],
        promql_expr_test: [
          {
            expr: 'count(ALERTS{alertname="ErrorBudgetBurn",windows="1h/5m",alertstate="firing"})',
            eval_time: '9m',
            exp_samples: [{ labels: '{}', value: objectives.length }],
          },
          {
            expr: 'count(count by (service, slo) (ALERTS))',
            eval_time: '9m',
            exp_samples: [{ labels: '{}', value: objectives.length }],
          },
        ],
      },
    ],
    '1m',
  );
  expect(ok, output).toBe(true);
});
