/** What objectives counted, asked of Prometheus, which records it by rules: all objectives at once, never one by one. */
import { BLOCK_MS, objectiveId } from '@nines/slo';
import type { Counted, ObjectiveBlock } from '@nines/store';
import type { Prometheus, Sample, Series } from '../signals/prometheus.ts';

/** Increases of so many seconds are recorded in one sample. */
const STEP_SECONDS = 5;

/** Longer windows hold too many increases to be added up again and again, ms. */
const LONGEST_EXACT_MS = 7_200_000;

/** Samples of an interval whose beginning belongs to the one before. A range has both its ends in it. */
const OPEN_MS = 1;

export interface Counts {
  /** Whole blocks that begin from `fromMs` until before `toMs`; none where Prometheus has nothing. */
  readonly blocks: (fromMs: number, toMs: number, signal: AbortSignal) => Promise<readonly ObjectiveBlock[]>;
  /** What was counted between two moments, by `objectiveId`. */
  readonly between: (fromMs: number, toMs: number, signal: AbortSignal) => Promise<CountedBy>;
  /** What was counted in a window up to a moment, as the alerts of burn rates see it. */
  readonly window: (lengthMs: number, toMs: number, signal: AbortSignal) => Promise<RatioBy>;
}

/** By `objectiveId`. */
export type CountedBy = ReadonlyMap<string, Counted>;
export type RatioBy = ReadonlyMap<string, Pick<Counted, 'total' | 'bad'>>;

type Labels = Readonly<Record<string, string>>;

/** Rejects where Prometheus is away. */
export function countsOf(prometheus: Pick<Prometheus, 'query' | 'queryRange'>): Counts {
  return {
    blocks: async (fromMs, toMs, signal) => {
      const moments = { firstMs: fromMs + BLOCK_MS, lastMs: toMs, stepMs: BLOCK_MS };
      const [total, bad, samples] = await Promise.all(
        expressions(BLOCK_MS).map((promql) => prometheus.queryRange(promql, moments, signal)),
      );
      return joinBlocks(total ?? [], valuesOf(bad ?? []), valuesOf(samples ?? []));
    },
    between: async (fromMs, toMs, signal) => {
      if (toMs <= fromMs) return new Map();
      const answers = expressions(toMs - fromMs).map((promql) => prometheus.query(promql, signal, toMs));
      const [total = [], bad = [], samples = []] = await Promise.all(answers);
      return joinSums(total, byKey(bad), byKey(samples), (toMs - fromMs) / 1_000);
    },
    window: async (lengthMs, toMs, signal) => {
      const answers = windowExpressions(lengthMs).map((promql) => prometheus.query(promql, signal, toMs));
      const [total = [], bad = []] = await Promise.all(answers);
      const badBy = byKey(bad);
      return new Map(
        total.map(({ labels, value }) => [keyOf(labels), { total: value, bad: badBy.get(keyOf(labels)) ?? 0 }]),
      );
    },
  };
}

/** Totals, bad ones, and how many samples there were. */
function expressions(lengthMs: number): readonly [string, string, string] {
  const range = `[${Math.max(lengthMs - OPEN_MS, 1)}ms]`;
  return [
    `sum by (service, slo) (sum_over_time(slo:total:increase${range}))`,
    `sum by (service, slo) (sum_over_time(slo:bad:increase${range}))`,
    `max by (service, slo) (count_over_time(slo:total:increase${range}))`,
  ];
}

/** Long windows are put together from sums of five minutes. */
function windowExpressions(lengthMs: number): readonly [string, string] {
  const [series, range] =
    lengthMs > LONGEST_EXACT_MS ? ['sum5m', `[${lengthMs}ms:5m]`] : ['increase', `[${lengthMs - OPEN_MS}ms]`];
  const sum = (what: string): string => `sum by (service, slo) (sum_over_time(slo:${what}:${series}${range}))`;
  return [sum('total'), sum('bad')];
}

/** Where there is no total, nothing is known; where there are no bad ones, there were none. */
function joinBlocks(
  totals: readonly Series[],
  bad: ReadonlyMap<string, number>,
  samples: ReadonlyMap<string, number>,
): readonly ObjectiveBlock[] {
  return totals.flatMap(({ labels, samples: values }) =>
    values.map(({ atMs, value }) => ({
      ...names(labels),
      startMs: atMs - BLOCK_MS,
      total: value,
      bad: bad.get(momentKey(labels, atMs)) ?? 0,
      coveredSeconds: covered(samples.get(momentKey(labels, atMs)), BLOCK_MS / 1_000),
    })),
  );
}

function joinSums(
  totals: readonly Sample[],
  bad: ReadonlyMap<string, number>,
  samples: ReadonlyMap<string, number>,
  seconds: number,
): CountedBy {
  return new Map(
    totals.map(({ labels, value }) => {
      const key = keyOf(labels);
      return [key, { total: value, bad: bad.get(key) ?? 0, coveredSeconds: covered(samples.get(key), seconds) }];
    }),
  );
}

function covered(samples = 0, mostSeconds: number): number {
  return Math.min(samples * STEP_SECONDS, mostSeconds);
}

function names({ service = '', slo = '' }: Labels): { readonly service: string; readonly slo: string } {
  return { service, slo };
}

function keyOf(labels: Labels): string {
  const { service, slo } = names(labels);
  return objectiveId({ service, name: slo });
}

function momentKey(labels: Labels, atMs: number): string {
  return `${keyOf(labels)}@${atMs}`;
}

function byKey(samples: readonly Sample[]): ReadonlyMap<string, number> {
  return new Map(samples.map(({ labels, value }) => [keyOf(labels), value]));
}

function valuesOf(series: readonly Series[]): ReadonlyMap<string, number> {
  return new Map(
    series.flatMap(({ labels, samples }) => samples.map(({ atMs, value }) => [momentKey(labels, atMs), value])),
  );
}
