/** Cases whose figures are known beforehand, with the rules as Prometheus evaluates them. */
import { type Promtool, type QueryExpectation, startPromtool } from '@nines/testkit/promtool';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventsObjective } from '../objective/objective.testing.ts';
import { objectiveRules } from './objective-rules.ts';
import { counter } from './testing/stretch.ts';
import type { Series, Stretch } from './testing/stretch.ts';

let promtool: Promtool;

beforeAll(async () => {
  promtool = await startPromtool();
}, 150_000);

afterAll(() => promtool.remove());

const DAY_MS = 86_400_000;
const RULES = objectiveRules([eventsObjective()], { retentionMs: 30 * DAY_MS });

async function expectThat(
  series: Series,
  interval: string,
  expectations: readonly (readonly [expr: string, atSeconds: number, value: number | 'nothing'])[],
): Promise<void> {
  const queries = expectations.map(([expr, at, value]): QueryExpectation => ({
    expr,
    eval_time: `${at}s`,
    exp_samples: value === 'nothing' ? [] : [{ labels: '{}', value }],
  }));
  const inputs = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const test = { name: 'case', interval, input_series: inputs, promql_expr_test: queries };
  const { ok, output } = await promtool.test(RULES, [test], interval);
  expect(ok, output).toBe(true);
}

const requests = (...stretches: readonly Stretch[]): Series => ({
  'requests_total{status_class="2xx"}': counter(stretches, ({ total, bad }) => total - bad),
  'requests_total{status_class="5xx"}': counter(stretches, ({ bad }) => bad),
});

const firing = (what: string): string => `count(ALERTS{${what},alertstate="firing"})`;

it('weighs events: 16 h at 1,000 requests a minute and 8 h at 10 with 10 % errors are 0.0498 % of errors', async () => {
  const series = requests({ looks: 192, total: 5_000, bad: 0 }, { looks: 96, total: 50, bad: 5 });
  await expectThat(series, '5m', [['sum(slo:period:error_ratio)', 24 * 3_600, 480 / 964_800]]);
  expect(Math.abs(480 / 964_800 / 0.000498 - 1)).toBeLessThan(0.01);
});

it('does not take 20 minutes without traffic for bad ones, nor for good ones', async () => {
  const series = requests(
    { looks: 60, total: 100, bad: 0 },
    { looks: 20, total: 0, bad: 0 },
    { looks: 20, total: 100, bad: 0 },
  );
  await expectThat(series, '1m', [
    ['sum(slo:period:error_ratio)', 80 * 60, 0],
    ['sum(slo:period:error_ratio)', 100 * 60, 0],
    ['sum(slo:burn:error_ratio{windows="1h/5m"})', 60 * 60, 0],
    ['sum(slo:burn:error_ratio{windows="1h/5m"})', 80 * 60, 'nothing'],
    ['count_over_time(ALERTS{alertstate="firing"}[3h])', 100 * 60, 'nothing'],
  ]);
});

it('pages after 51.8 s of a full outage, and is over within 5 min 5 s of its end', async () => {
  const series = requests(
    { looks: 720, total: 100, bad: 0 },
    { looks: 120, total: 100, bad: 100 },
    { looks: 62, total: 100, bad: 0 },
  );
  const [beginning, end] = [3_600, 4_200];
  const page = firing('alertname="ErrorBudgetBurn",severity="critical",windows="1h/5m"');
  await expectThat(series, '5s', [
    [page, beginning + 50, 'nothing'],
    [page, beginning + 55, 1],
    [page, end + 290, 1],
    [page, end + 300, 'nothing'],
    [firing('windows="6h/30m"'), end + 300, 1],
  ]);
});

it('tells within two minutes that nothing is measured any more, however its looks fall', async () => {
  const gone = { 'requests_total{status_class="2xx"}': '0+10x40 stale' };
  const beginning = 41 * 30;
  await expectThat(gone, '30s', [
    [firing('alertname="ObjectiveWithoutData"'), beginning + 30, 'nothing'],
    [firing('alertname="ObjectiveWithoutData"'), beginning + 60, 1],
    [firing('alertname="ErrorBudgetBurn"'), beginning + 60, 'nothing'],
  ]);
});

it('tells that nothing has ever been measured', async () => {
  await expectThat({}, '30s', [[firing('alertname="ObjectiveWithoutData"'), 60, 1]]);
});
