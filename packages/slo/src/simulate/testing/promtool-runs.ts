/** A simulation as unit tests of promtool: the same traffic as series, and queries for when alerts fire. */
import type { RuleGroup } from '@nines/kernel';
import type { QueryExpectation, RuleTest } from '@nines/testkit/promtool';
import { burnTiers } from '../../objective/burn-tiers.ts';
import type { Objective } from '../../objective/objective.ts';
import { objectiveRules, SLOW_MS } from '../../rules/objective-rules.ts';
import { INCREASE } from '../../rules/series.ts';
import { NO_DATA } from '../alerts.ts';
import type { SimulatedAlert } from '../alerts.ts';
import { badRatioIn, countedIn } from '../segment.ts';
import type { Segment } from '../segment.ts';
import type { Simulation } from '../simulate.ts';

/** Between two samples of a series, seconds. */
const SAMPLE_SECONDS = 5;

const SLOW_SECONDS = SLOW_MS / 1_000;

/** One run of promtool. */
interface PromtoolRun {
  readonly groups: readonly RuleGroup[];
  readonly test: RuleTest;
  /** Between two evaluations. */
  readonly interval: string;
}

interface Evaluation {
  readonly everySeconds: number;
  readonly tiers: readonly string[];
  /** Without the groups that only slower pairs need. */
  readonly isFast: boolean;
}

/**
 * Two runs, since promtool evaluates all groups equally often: rules of the fastest pair at every look, and all of them
 * as often as those of slower pairs.
 */
export function promtoolRuns(
  objective: Objective,
  segments: readonly Segment[],
  simulation: Simulation,
): { readonly fast: PromtoolRun; readonly slow: PromtoolRun } {
  const [fastest = '', ...slower] = burnTiers(objective.period).map(({ name }) => name);
  const { budgeting, indicator } = objective;
  const lookSeconds = budgeting.method === 'occurrences' ? SAMPLE_SECONDS : budgeting.sliceMs / 1_000;
  // Counters lose nothing where they are looked at less often; a figure that is looked at weighs as much each time.
  const slowSeconds = indicator.kind === 'events' ? Math.max(SLOW_SECONDS, lookSeconds) : lookSeconds;
  const run = (evaluation: Evaluation): PromtoolRun => runOf(objective, segments, simulation, evaluation);
  return {
    fast: run({ everySeconds: lookSeconds, tiers: [fastest], isFast: true }),
    slow: run({ everySeconds: slowSeconds, tiers: [...slower, NO_DATA], isFast: false }),
  };
}

function runOf(
  objective: Objective,
  segments: readonly Segment[],
  { alerts, errorRatio, attainment }: Simulation,
  { everySeconds, tiers, isFast }: Evaluation,
): PromtoolRun {
  const endSeconds = segments.reduce((sum, { lengthMs }) => sum + lengthMs / 1_000, 0);
  const queries = tiers.flatMap((tier) => {
    const own = alerts.filter((alert) => alert.tier === tier);
    const moments = momentsOf(own, isFast ? everySeconds : Math.max(everySeconds, SLOW_SECONDS), endSeconds);
    return moments.map((seconds) => firing(own, tier, seconds));
  });
  return {
    interval: `${everySeconds}s`,
    groups: objectiveRules([objective]).filter(({ name }) => !isFast || !/: (alerts|sums)$/.test(name)),
    test: {
      name: 'simulation',
      interval: `${SAMPLE_SECONDS}s`,
      input_series: seriesOf(objective, segments),
      promql_expr_test: attainment === null ? queries : [...queries, ratio(objective, errorRatio, endSeconds)],
    },
  };
}

/** When each alert begins and ends, an evaluation before, and every quarter of an hour. */
function momentsOf(alerts: readonly SimulatedAlert[], everySeconds: number, endSeconds: number): readonly number[] {
  const edges = alerts.flatMap(({ startsAtSeconds, easesAtSeconds }) => [
    startsAtSeconds,
    easesAtSeconds ?? endSeconds,
  ]);
  const moments = new Set(edges.flatMap((seconds) => [seconds - everySeconds, seconds]));
  for (let seconds = 0; seconds <= endSeconds; seconds += 900) moments.add(seconds);
  return [...moments].filter((seconds) => seconds >= 0).sort((one, other) => one - other);
}

function firing(alerts: readonly SimulatedAlert[], tier: string, seconds: number): QueryExpectation {
  const fires = alerts.some(
    ({ startsAtSeconds, easesAtSeconds }) => startsAtSeconds <= seconds && seconds < (easesAtSeconds ?? Infinity),
  );
  const matcher =
    tier === NO_DATA ? 'alertname="ObjectiveWithoutData"' : `alertname="ErrorBudgetBurn",windows="${tier}"`;
  return {
    expr: `count(ALERTS{${matcher},alertstate="firing"})`,
    eval_time: `${seconds}s`,
    exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
  };
}

/** In millionths, since promtool compares exactly. */
function ratio({ period }: Objective, errorRatio: number, endSeconds: number): QueryExpectation {
  const lengthMs = period.kind === 'rolling' ? Math.min(period.lengthMs, endSeconds * 1_000) : endSeconds * 1_000;
  const sumOf = (series: string): string => `sum(sum_over_time(${series}[${lengthMs - 1}ms]))`;
  return {
    expr: `round(1e6 * ${sumOf(INCREASE.bad)} / ${sumOf(INCREASE.total)})`,
    eval_time: `${endSeconds}s`,
    exp_samples: [{ labels: '{}', value: Math.round(1e6 * errorRatio) }],
  };
}

function seriesOf(objective: Objective, segments: readonly Segment[]): readonly { series: string; values: string }[] {
  if (objective.indicator.kind === 'events') {
    const counter = (status: string, shareOf: (badRatio: number) => number) => ({
      series: `requests_total{job="portal",instance="portal-0",status_class="${status}"}`,
      values: counterValues(segments, (segment, ms) => {
        return countedIn(objective, segment, ms) * shareOf(badRatioIn(objective, segment));
      }),
    });
    return [counter('2xx', (badRatio) => 1 - badRatio), counter('5xx', (badRatio) => badRatio)];
  }
  const values = samples(segments, (segment, count) => `${1 - segment.downRatio}x${count - 1}`, '1');
  return [{ series: 'probe_success{job="probes",instance="portal"}', values }];
}

/** `0+5x719 3600+0x11`: what a counter shows, while there is somebody to show it. */
function counterValues(segments: readonly Segment[], countIn: (segment: Segment, ms: number) => number): string {
  let level = 0;
  const valuesOf = (segment: Segment, count: number): string => {
    const added = countIn(segment, SAMPLE_SECONDS * 1_000);
    const values = `${level + added}+${added}x${count - 1}`;
    // As promtool adds it up: what is rounded otherwise may fall below, and be a reset.
    for (let index = 0; index < count; index += 1) level += added;
    return values;
  };
  return samples(segments, valuesOf, '0');
}

/** The first sample is that of the beginning. */
function samples(
  segments: readonly Segment[],
  valuesOf: (segment: Segment, count: number) => string,
  first: string,
): string {
  const parts = segments.map((segment) => {
    const count = segment.lengthMs / 1_000 / SAMPLE_SECONDS;
    return segment.isMeasured ? valuesOf(segment, count) : `stale _x${count - 1}`;
  });
  return [segments[0]?.isMeasured === true ? first : '_', ...parts].join(' ');
}
