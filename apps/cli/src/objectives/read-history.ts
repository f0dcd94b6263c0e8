/** The past of an objective, from any Prometheus, in pieces that it answers. */
import { historyStepMs, momentsAtOnce, observeHistory } from '@nines/slo';
import type { Increases, Objective } from '@nines/slo';
import type { QueryRange } from './prometheus-client.ts';

export interface HistoryOptions {
  readonly queryRange: QueryRange;
  /** Ms since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly signal: AbortSignal;
  /** How much of it was read, 0-1. */
  readonly onProgress: (ratio: number) => void;
}

/** What the objective would have counted; undefined where nothing of it was measured. Rejects as `queryRange` does. */
export async function readHistory(objective: Objective, options: HistoryOptions): Promise<Increases | undefined> {
  const { fromMs, onProgress, queryRange, signal, toMs } = options;
  const stepMs = historyStepMs(toMs - fromMs);
  // Five minutes of steps are those that sums of five minutes are made of.
  const startMs = Math.floor(fromMs / stepMs) * stepMs;
  const count = Math.floor((toMs - startMs) / stepMs);
  const observer = observeHistory(objective, { startMs, stepMs, count });
  let series: number | undefined;
  for (let moment = 0; moment <= count;) {
    const last = Math.min(moment + momentsAtOnce(series), count + 1) - 1;
    const moments = { firstMs: startMs + moment * stepMs, lastMs: startMs + last * stepMs, stepMs };
    const answers = await Promise.all(observer.questions.map((promql) => queryRange(promql, moments, signal)));
    observer.add(answers);
    const found = answers.reduce((sum, answer) => sum + answer.length, 0);
    series = found === 0 ? series : found;
    moment = last + 1;
    onProgress(Math.min(moment / count, 1));
  }
  return observer.increases();
}
