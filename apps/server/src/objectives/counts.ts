/** What objectives counted, asked of Prometheus, which records it by rules: all objectives at once, never one by one. */
import { BLOCK_MS, INCREASE, STEP_MS } from '@nines/slo/budgets';
import type { Counted, ObjectiveBlock } from '@nines/store';
import type { Prometheus } from '../signals/prometheus.ts';
import { byMoment, byObjective, idOf, momentOf, namesOf } from './recorded-series.ts';

/** Of objectives that are no more, seconds. */
const DEFAULT_STEP = STEP_MS / 1_000;

/** Less than an interval whose beginning belongs to the one before: ranges had both ends in them before Prometheus 3. */
const OPEN_MS = 1;

/** All reject where Prometheus is away. */
export interface Counts {
  /** Whole blocks that begin from `fromMs` until before `toMs`; none where Prometheus has nothing. */
  readonly blocks: (fromMs: number, toMs: number, signal: AbortSignal) => Promise<readonly ObjectiveBlock[]>;
  /** What was counted between two moments, by `objectiveId`. */
  readonly between: (fromMs: number, toMs: number, signal: AbortSignal) => Promise<CountedBy>;
  /** The same without how much of the time is covered. */
  readonly ratiosBetween: (fromMs: number, toMs: number, signal: AbortSignal) => Promise<RatioBy>;
}

/** By `objectiveId`. */
export type CountedBy = ReadonlyMap<string, Counted>;
export type RatioBy = ReadonlyMap<string, Pick<Counted, 'total' | 'bad'>>;

/**
 * Where there is no total, nothing is known; where there are no bad ones, there were none.
 *
 * @param stepSeconds - how much time one sample of an objective stands for, by `objectiveId`
 */
export function countsOf(
  prometheus: Pick<Prometheus, 'query' | 'queryRange'>,
  stepSeconds: () => ReadonlyMap<string, number>,
): Counts {
  const coveredIn = (lengthMs: number): ((id: string, samples?: number) => number) => {
    const steps = stepSeconds();
    return (id, samples = 0) => {
      const step = steps.get(id) ?? DEFAULT_STEP;
      return Math.min(samples * step, Math.max(lengthMs / 1_000, step));
    };
  };
  return {
    blocks: async (fromMs, toMs, signal) => {
      const moments = { firstMs: fromMs + BLOCK_MS, lastMs: toMs, stepMs: BLOCK_MS };
      const ask = (promql: string) => prometheus.queryRange(promql, moments, signal);
      const [totals, bads, samples] = await Promise.all([
        ask(sumOver('total', BLOCK_MS)),
        ask(sumOver('bad', BLOCK_MS)),
        ask(samplesOver(BLOCK_MS)),
      ]);
      const [bad, count] = [byMoment(bads), byMoment(samples)];
      const covered = coveredIn(BLOCK_MS);
      return totals.flatMap(({ labels, samples: values }) =>
        values.map(({ atMs, value }): ObjectiveBlock => {
          const moment = momentOf(labels, atMs);
          const coveredSeconds = covered(idOf(labels), count.get(moment));
          return {
            ...namesOf(labels),
            ...{ startMs: atMs - BLOCK_MS, total: value, bad: bad.get(moment) ?? 0, coveredSeconds },
          };
        }),
      );
    },
    between: async (fromMs, toMs, signal) => {
      if (toMs <= fromMs) return new Map();
      const lengthMs = toMs - fromMs;
      const ask = async (promql: string) => byObjective(await prometheus.query(promql, signal, toMs));
      const [totals, bad, samples] = await Promise.all([
        ask(sumOver('total', lengthMs)),
        ask(sumOver('bad', lengthMs)),
        ask(samplesOver(lengthMs)),
      ]);
      const covered = coveredIn(lengthMs);
      const countedOf = (id: string, total: number): Counted => {
        return { total, bad: bad.get(id) ?? 0, coveredSeconds: covered(id, samples.get(id)) };
      };
      return new Map([...totals].map(([id, total]) => [id, countedOf(id, total)]));
    },
    ratiosBetween: async (fromMs, toMs, signal) => {
      const ask = async (promql: string) => byObjective(await prometheus.query(promql, signal, toMs));
      const [totals, bad] = await Promise.all([
        ask(sumOver('total', toMs - fromMs)),
        ask(sumOver('bad', toMs - fromMs)),
      ]);
      return new Map([...totals].map(([id, total]) => [id, { total, bad: bad.get(id) ?? 0 }]));
    },
  };
}

function sumOver(what: 'total' | 'bad', lengthMs: number): string {
  return `sum by (service, slo) (sum_over_time(${INCREASE[what]}${rangeOf(lengthMs)}))`;
}

function samplesOver(lengthMs: number): string {
  return `max by (service, slo) (count_over_time(${INCREASE.total}${rangeOf(lengthMs)}))`;
}

function rangeOf(lengthMs: number): string {
  return `[${Math.max(lengthMs - OPEN_MS, 1)}ms]`;
}
