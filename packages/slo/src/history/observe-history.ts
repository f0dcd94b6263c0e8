/**
 * What an objective would have counted in the past, whether or not anything was recorded for it: from the figures that
 * it is about, as Prometheus keeps them.
 */
import type { Count, Indicator, Objective } from '../objective/objective.ts';
import type { Increases } from '../simulate/recording.ts';
import { fillWindow } from '../promql/window.ts';
import { WINDOW_SECONDS } from '../promql/read-count.ts';
import { startGains } from './gains.ts';
import type { Gains } from './gains.ts';
import { goodShare, startShares } from './shares.ts';
import type { FigureSeries, Steps, Tally } from './steps.ts';
import { startWindowCounts } from './window-counts.ts';

/** Takes answers of Prometheus piece by piece, so that the whole past need not be in memory. */
export interface HistoryObserver {
  /** What to ask at every moment, from the one before the first step on. */
  readonly questions: readonly string[];
  /** The answers for some time, which follows what was taken before; one for each question. */
  readonly add: (answers: readonly (readonly FigureSeries[])[]) => void;
  /** From the first step on in which something was measured; undefined where nothing was. */
  readonly increases: () => Increases | undefined;
}

type Events = Extract<Indicator, { readonly kind: 'events' }>;
type Figure = Exclude<Indicator, Events>;

export function observeHistory({ indicator }: Pick<Objective, 'indicator'>, steps: Steps): HistoryObserver {
  return indicator.kind === 'events' ? countEvents(indicator, steps) : watchFigure(indicator, steps);
}

function countEvents(events: Events, steps: Steps): HistoryObserver {
  const { count, part, total } = events;
  const { add, parts, totals } = countersOnly(events) ? startGains(steps) : startCounts(events, steps);
  return {
    questions: [questionOf(total), questionOf(count)],
    add: ([ofTotal = [], ofCount = []]) => {
      add(ofTotal, ofCount);
    },
    increases: () => {
      // A missing series of the part is none of it.
      const counted = parts.map((sum) => (Number.isNaN(sum) ? 0 : sum));
      const bad = part === 'bad' ? counted : totals.map((sum, step) => sum - (counted[step] ?? 0));
      return withoutLeadingGap({ startMs: steps.startMs, stepMs: steps.stepMs, total: totals, bad });
    },
  };
}

function countersOnly({ count, total }: Events): boolean {
  return total.form === 'counters' && count.form === 'counters';
}

/** Where windows are among them, each is counted for itself. */
function startCounts({ count, total }: Events, steps: Steps): Gains {
  const [ofTotals, ofParts] = [startCount(total, steps), startCount(count, steps)];
  return {
    totals: ofTotals.sums,
    parts: ofParts.sums,
    add: (totals, parts) => {
      ofTotals.add(totals);
      ofParts.add(parts);
    },
  };
}

function startCount({ form }: Count, steps: Steps): Tally {
  if (form === 'window') return startWindowCounts(steps, WINDOW_SECONDS * 1_000);
  const { add, totals } = startGains(steps);
  return {
    sums: totals,
    add: (series) => {
      add(series, []);
    },
  };
}

function watchFigure(indicator: Figure, steps: Steps): HistoryObserver {
  const shares = startShares(steps, (figure) => goodShare(indicator, figure));
  const seconds = steps.stepMs / 1_000;
  return {
    questions: [indicator.metric],
    add: ([figures = []]) => {
      shares.add(figures);
    },
    increases: () => {
      const { counts, sums } = shares;
      const total = counts.map((count) => seconds * count);
      const bad = counts.map((count, step) => seconds * (count - (sums[step] ?? NaN)));
      return withoutLeadingGap({ startMs: steps.startMs, stepMs: steps.stepMs, total, bad });
    },
  };
}

/** A comment at the end of what people write must not swallow what follows. */
function questionOf({ form, promql }: Count): string {
  return form === 'counters' ? `sum by (job, instance) (${promql}\n)` : fillWindow(promql, `${WINDOW_SECONDS}s`);
}

/** Prometheus keeps no more, or nothing was there yet: that is not an outage. */
function withoutLeadingGap({ bad, startMs, stepMs, total }: Increases): Increases | undefined {
  const first = total.findIndex((sum) => !Number.isNaN(sum));
  if (first < 0) return undefined;
  return { startMs: startMs + first * stepMs, stepMs, total: total.slice(first), bad: bad.slice(first) };
}
