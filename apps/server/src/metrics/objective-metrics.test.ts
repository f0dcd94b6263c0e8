import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ObjectivesBench, testObjective } from '../testing/test-objectives.ts';
import { addObjectiveMetrics } from './objective-metrics.ts';

const MINUTE_MS = 60_000;

let bench: ObjectivesBench;
let registry: Registry;

beforeEach(() => {
  bench = new ObjectivesBench([testObjective()]);
  registry = new Registry();
  addObjectiveMetrics(registry, {
    looked: () => bench.objectives?.looked,
    lagSeconds: () => bench.objectives?.lagSeconds ?? 0,
  });
});

afterEach(async () => {
  await bench.stop();
});

async function lines(name: string): Promise<readonly string[]> {
  const text = await registry.getSingleMetricAsString(name);
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

it('says nothing of objectives before anything is known', async () => {
  bench.start();
  expect(await lines('nines_slo_objective_ratio')).toEqual([]);
});

it('says what was promised, but no figure that nobody knows, where nothing was counted', async () => {
  bench.start();
  await bench.clock.goTo(MINUTE_MS);
  expect(await lines('nines_slo_objective_ratio')).toEqual([
    'nines_slo_objective_ratio{service="web",slo="errors"} 0.99',
  ]);
  for (const name of ['attainment_ratio', 'error_budget_remaining_ratio', 'burn_rate', 'time_to_exhaustion_seconds']) {
    expect(await lines(`nines_slo_${name}`)).toEqual([]);
  }
});

it('says how the budget stands and how fast it burns', async () => {
  bench.counts.record('web/errors', { fromMs: 0, toMs: 10 * MINUTE_MS, total: 1_000, bad: 5 });
  await bench.clock.goTo(10 * MINUTE_MS);
  bench.start();
  await bench.clock.goTo(11 * MINUTE_MS);
  const one = '{service="web",slo="errors"}';
  expect(await lines('nines_slo_attainment_ratio')).toEqual([`nines_slo_attainment_ratio${one} 0.995`]);
  expect(await lines('nines_slo_error_budget_remaining_ratio')).toEqual([
    `nines_slo_error_budget_remaining_ratio${one} 0.5`,
  ]);
  expect(await lines('nines_slo_burn_rate')).toContain(
    'nines_slo_burn_rate{service="web",slo="errors",window="12m"} 0.5',
  );
});

it('stops saying anything when it is too old to be true, and tells that it lags', async () => {
  bench.counts.record('web/errors', { fromMs: 0, toMs: 10 * MINUTE_MS, total: 1_000, bad: 5 });
  bench.start();
  await bench.clock.goTo(10 * MINUTE_MS);
  expect(await lines('nines_slo_attainment_ratio')).toHaveLength(1);
  bench.counts.answers = false;
  await bench.clock.goTo(15 * MINUTE_MS);
  expect(await lines('nines_slo_attainment_ratio')).toEqual([]);
  expect(await lines('nines_slo_lag_seconds')).toEqual(['nines_slo_lag_seconds 300']);
  bench.counts.answers = true;
  await bench.clock.goTo(16 * MINUTE_MS);
  expect(await lines('nines_slo_attainment_ratio')).toHaveLength(1);
});
