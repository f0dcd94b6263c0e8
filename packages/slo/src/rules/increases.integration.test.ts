import { type Promtool, startPromtool, type Verdict } from '@nines/testkit/promtool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsObjective } from '../objective/objective.testing.ts';
import { objectiveRules } from './objective-rules.ts';
import type { Series } from './testing/stretch.ts';

let promtool: Promtool;

beforeAll(async () => {
  promtool = await startPromtool();
}, 150_000);

afterAll(() => promtool.remove());

const counters = (promql: string) => ({ form: 'counters', promql }) as const;

/** The same, by what is bad of it and by what is good. */
const OBJECTIVES = [
  eventsObjective({
    name: 'by-bad',
    indicator: { kind: 'events', part: 'bad', total: counters('r{job="x"}'), count: counters('r{job="x",code="5xx"}') },
  }),
  eventsObjective({
    name: 'by-good',
    indicator: {
      kind: 'events',
      part: 'good',
      total: counters('r{job="x"}'),
      count: counters('r{job="x",code="2xx"}'),
    },
  }),
];

/** Nothing but what increases are made of. */
const RULES = objectiveRules(OBJECTIVES, {})
  .filter(({ name }) => name.endsWith(': looks'))
  .map((group) => ({
    ...group,
    rules: group.rules.filter((rule) => 'record' in rule && !rule.record.includes('burn')),
  }));

const good = (instance: string): string => `r{job="x",instance="${instance}",code="2xx"}`;
const bad = (instance: string, version = '1'): string =>
  `r{job="x",instance="${instance}",code="5xx",version="${version}"}`;
const startOf = (instance: string): string => `process_start_time_seconds{job="x",instance="${instance}"}`;

const LONG_AGO = '-1000000x400';

interface Case {
  readonly series: Series;
  /** Counted from the beginning until then. */
  readonly at: string;
  readonly total: number;
  readonly bad: number;
  /** Between samples and looks. @defaultValue `5s` */
  readonly interval?: string;
}

async function verdictOf({ series, at, total, bad: badOnes, interval = '5s' }: Case): Promise<Verdict> {
  const expectation = (what: string, value: number) => ({
    expr: `sum_over_time(slo:${what}:increase[1h])`,
    eval_time: at,
    exp_samples: OBJECTIVES.map(({ name }) => ({ labels: `{service="portal", slo="${name}"}`, value })),
  });
  const test = {
    name: 'counted',
    interval,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [expectation('total', total), expectation('bad', badOnes)],
  };
  return promtool.test(RULES, [test], interval);
}

describe('what counters have added is counted once, and all of it', () => {
  it.each<[string, Case]>([
    ['while nothing goes wrong', { series: { [good('a')]: '0+5x240' }, at: '20m', total: 1_200, bad: 0 }],
    ['while everything does', { series: { [bad('a')]: '0+5x240' }, at: '20m', total: 1_200, bad: 1_200 }],
    [
      'from a first error on, whose series is born at 1',
      { series: { [good('a')]: '0+5x240', [bad('a')]: '_x99 1x140' }, at: '20m', total: 1_201, bad: 1 },
    ],
    [
      'of several processes',
      {
        series: { [good('a')]: '0+5x240', [good('b')]: '0+7x240', [bad('b')]: '0x100 0+1x139' },
        at: '20m',
        total: 1_200 + 1_680 + 139,
        bad: 139,
      },
    ],
    [
      'of a version that comes while another one serves',
      {
        series: { [good('a')]: '0+5x240', [bad('a')]: '0+1x240', [bad('a', '2')]: '_x59 3+2x180' },
        at: '20m',
        total: 1_200 + 240 + 363,
        bad: 240 + 363,
      },
    ],
    [
      'whatever had been counted before the first look',
      {
        series: { [good('a')]: '900000+5x240', [bad('a')]: '5000+1x240', [startOf('a')]: LONG_AGO },
        at: '20m',
        total: 1_440,
        bad: 240,
      },
    ],
    [
      'from the start of a process that starts as it is first looked at',
      {
        series: { [good('a')]: '4+5x240', [bad('a')]: '2+1x240', [startOf('a')]: '-3x240' },
        at: '20m',
        total: 1_446,
        bad: 242,
      },
    ],
    [
      'of a process that is added',
      {
        series: {
          [good('a')]: '0+5x240',
          [startOf('a')]: LONG_AGO,
          [good('b')]: '_x99 3+5x140',
          [bad('b')]: '_x99 2x140',
          [startOf('b')]: '_x99 498x140',
        },
        at: '20m',
        total: 1_200 + 703 + 2,
        bad: 2,
      },
    ],
    [
      'and nothing of one that has been there for long and is added to what is scraped',
      {
        series: {
          [good('a')]: '0+5x240',
          [good('b')]: '_x99 800000+5x140',
          [bad('b')]: '_x99 70000x140',
          [startOf('b')]: LONG_AGO,
        },
        at: '20m',
        total: 1_200 + 700,
        bad: 0,
      },
    ],
    [
      'of one process after the other under the same name, which say when they started',
      {
        series: {
          [good('a')]: '700000+5x99 3+5x140',
          [bad('a')]: '8x100 9x140',
          [startOf('a')]: '-1000000x99 498x140',
        },
        at: '20m',
        total: 495 + 3 + 700 + 9,
        bad: 9,
      },
    ],
    [
      'of one process after the other under the same name, which do not say when they started',
      {
        series: { [good('a')]: '700000+5x99 3+5x140', [bad('a')]: '8x100 9x139' },
        at: '20m',
        total: 495 + 3 + 700 + 9,
        bad: 9,
      },
    ],
    [
      'and nothing twice when counters are given up, such as those of a version that is gone',
      {
        series: {
          [good('a')]: '700000+5x240',
          [bad('a')]: '90000x99 stale',
          [bad('a', '2')]: '3000x240',
          [startOf('a')]: LONG_AGO,
        },
        at: '20m',
        total: 1_195,
        bad: 0,
      },
    ],
    [
      'and nothing twice when counters of a process are given up that does not say when it started',
      {
        series: { [good('a')]: '700000+5x240', [bad('a')]: '90000x99 stale', [bad('a', '2')]: '3000x240' },
        at: '20m',
        total: 1_195,
        bad: 0,
      },
    ],
    [
      'also at looks that find nothing because a scrape failed',
      {
        series: { [good('a')]: '0+5x99 stale _x4 525+5x135', [bad('a')]: '0x99 stale _x4 4x135' },
        at: '20m',
        total: 1_204,
        bad: 4,
      },
    ],
    [
      'also while a process was out of sight for ten minutes',
      {
        series: { [good('a')]: '0+5x59 stale _x119 905+5x60', [startOf('a')]: LONG_AGO },
        at: '20m',
        total: 1_205,
        bad: 0,
      },
    ],
    [
      'and nothing of half an hour out of sight',
      {
        series: {
          [good('a')]: '0+5x9 stale _x359 90000+5x30',
          [bad('a')]: '0x9 stale _x359 4000+1x30',
          [good('b')]: '0x400',
          [startOf('a')]: LONG_AGO,
        },
        at: '32m30s',
        total: 45 + 100 + 20,
        bad: 20,
      },
    ],
    [
      'however seldom is looked',
      {
        series: { [good('a')]: '0+60x20', [bad('a')]: '_x9 1+2x10' },
        at: '20m',
        total: 1_221,
        bad: 21,
        interval: '1m',
      },
    ],
    [
      'but for what is NaN',
      {
        series: { [good('a')]: '0+5x240', [good('b')]: '0x19 NaN NaN NaN 0x200', [bad('a')]: '0x100 1x140' },
        at: '20m',
        total: 1_201,
        bad: 1,
      },
    ],
  ])('%s', async (_name, oneCase) => {
    const { ok, output } = await verdictOf(oneCase);
    expect(ok, output).toBe(true);
  });
});
