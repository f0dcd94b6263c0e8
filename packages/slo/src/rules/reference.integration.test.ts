/** Tests for every objective of the reference platform, made from the objective: it fires, stays quiet, and eases. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '@nines/catalog';
import { type Promtool, startPromtool } from '@nines/testkit/promtool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectivesOf } from '../from-catalog/objectives-of.ts';
import { burnTiers, effectiveTiers } from '../objective/burn-tiers.ts';
import type { BurnTier } from '../objective/burn-tiers.ts';
import { objectiveId } from '../objective/objective.ts';
import type { EventIndicator, Objective } from '../objective/objective.ts';
import { budgetRatio } from '../objective/target.ts';
import { expectAgreement } from './testing/agreement.ts';
import { counter, figure } from './testing/stretch.ts';
import type { Series, Stretch } from './testing/stretch.ts';

const OBJECTIVES = referenceObjectives();

function referenceObjectives(): readonly Objective[] {
  const text = readFileSync(join(import.meta.dirname, '../../../../nines.yaml'), 'utf8');
  const { catalog } = loadCatalog('nines.yaml', text, {
    commandExists: () => true,
    directoryExists: () => true,
    fileExists: () => true,
    filesMatching: () => [],
    readText: () => ({ text: '' }),
    variable: () => undefined,
    productRunbooks: 'runbooks',
  });
  return catalog === undefined ? [] : objectivesOf(catalog).objectives;
}

let promtool: Promtool;

beforeAll(async () => {
  promtool = await startPromtool();
}, 150_000);

afterAll(() => promtool.remove());

/** Between looks, s: a good part of the shortest windows, so that few of them make a day. */
function stepOf(objective: Objective): number {
  if (objective.indicator.kind !== 'events') return LOOK_SECONDS;
  return (burnTiers(objective.period)[1]?.shortMs ?? 0) >= 600_000 ? 300 : 30;
}

/** At each look. A probe is one look that weighs five seconds. */
const BUSY = 100_000;
const LOOK_SECONDS = 5;
/** As far above a threshold as is evidence with so many requests. */
const ABOVE = 1.06;

function stretchOf({ indicator }: Objective, looks: number, badRatio: number): Stretch {
  const total = indicator.kind === 'events' ? BUSY : LOOK_SECONDS;
  return { looks, total, bad: Math.round(total * badRatio) };
}

function seriesOf({ indicator }: Objective, stretches: readonly Stretch[]): Series {
  if (indicator.kind !== 'events') {
    return { [indicator.metric]: figure(stretches, ({ bad }) => (bad > 0 ? 0 : 1)) };
  }
  return {
    [counterSeries(indicator, 'total')]: counter(stretches, ({ total, bad }) =>
      indicator.part === 'bad' ? total - bad : total,
    ),
    [counterSeries(indicator, 'count')]: counter(stretches, ({ total, bad }) =>
      indicator.part === 'bad' ? bad : total - bad,
    ),
  };
}

/** A series that the selector selects, beside those of other processes and edges. */
function counterSeries(indicator: EventIndicator, what: 'total' | 'count'): string {
  const selector = indicator[what].promql.replace('kind!="probe"', 'kind="user"').replace(/}$/, ',instance="mesh-0"}');
  return what === 'total' && indicator.part === 'bad' ? selector.replace(/}$/, ',status_class="2xx"}') : selector;
}

const names = (tiers: readonly BurnTier[]): readonly string[] => tiers.map(({ name }) => name);

it('there are some', () => {
  expect(OBJECTIVES.length).toBeGreaterThan(10);
});

describe.each(OBJECTIVES.map((objective) => [objectiveId(objective), objective] as const))('%s', (_id, objective) => {
  const stepSeconds = stepOf(objective);
  const tiers = effectiveTiers(objective);
  const looksWithin = (ms: number): number => Math.ceil(ms / 1_000 / stepSeconds);

  it(
    'fires for every pair during a full outage, and eases when the pair has none of it any more',
    { timeout: 60_000 },
    async () => {
      const slowest = tiers.at(-1);
      // What is measured by time is a share of the whole long window; the two slower pairs ease hours later.
      const [bad, after] =
        objective.indicator.kind === 'events' ? [30, looksWithin(slowest?.shortMs ?? 0) + 20] : [338, 400];
      const stretches = [stretchOf(objective, 20, 0), stretchOf(objective, bad, 1), stretchOf(objective, after, 0)];
      const series = seriesOf(objective, stretches);
      await expectAgreement(promtool, { objective, stretches, series, stepSeconds, tells: names(tiers) });
    },
  );

  it('stays quiet while nothing goes wrong', { timeout: 60_000 }, async () => {
    const stretches = [stretchOf(objective, 100, 0)];
    const series = seriesOf(objective, stretches);
    await expectAgreement(promtool, { objective, stretches, series, stepSeconds, tells: [] });
  });

  if (objective.indicator.kind !== 'events') return;
  it.each(tiers.map((tier) => [tier.name, tier] as const))(
    'does not fire exactly at the threshold of %s, and does just above it',
    { timeout: 60_000 },
    async (_name, tier) => {
      const threshold = tier.factor * budgetRatio(objective.target);
      const slower = names(tiers.filter(({ factor }) => factor < tier.factor));
      const at = [stretchOf(objective, 40, threshold)];
      await expectAgreement(promtool, {
        objective,
        stretches: at,
        series: seriesOf(objective, at),
        stepSeconds,
        tells: slower,
      });
      const above = [stretchOf(objective, 40, threshold * ABOVE)];
      const tells = [...slower, tier.name];
      await expectAgreement(promtool, {
        objective,
        stretches: above,
        series: seriesOf(objective, above),
        stepSeconds,
        tells,
      });
    },
  );
});
