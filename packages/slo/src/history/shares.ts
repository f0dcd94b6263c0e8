/** How much of the time something was as it should be, where it is observed by time. */
import type { Comparison, Indicator } from '../objective/objective.ts';
import { addTo, emptySums, stepAt } from './steps.ts';
import type { Steps, Tally } from './steps.ts';

const HOLDS: Readonly<Record<Comparison, (figure: number, value: number) => boolean>> = {
  lt: (figure, value) => figure < value,
  lte: (figure, value) => figure <= value,
  gt: (figure, value) => figure > value,
  gte: (figure, value) => figure >= value,
  eq: (figure, value) => figure === value,
};

/** Share of a step that was good, 0-1, by the figure at its end. */
export function goodShare(indicator: Exclude<Indicator, { readonly kind: 'events' }>, figure: number): number {
  if (indicator.kind === 'condition') return HOLDS[indicator.operator](figure, indicator.value) ? 1 : 0;
  const share = Math.min(Math.max(figure, 0), 1);
  return indicator.part === 'good' ? share : 1 - share;
}

export interface Shares extends Tally {
  /** How many series had a figure in each step; NaN for none. */
  readonly counts: Float64Array;
}

/** Takes figures, and adds up shares. Moments without a figure, or with NaN, are gaps. */
export function startShares(steps: Steps, shareOf: (figure: number) => number): Shares {
  const sums = emptySums(steps);
  const counts = emptySums(steps);
  return {
    sums,
    counts,
    add: (series) => {
      for (const [atSeconds, text] of series.flatMap(({ samples }) => samples)) {
        const figure = Number(text);
        if (Number.isNaN(figure)) continue;
        const step = stepAt(steps, atSeconds);
        addTo(sums, step, shareOf(figure));
        addTo(counts, step, 1);
      }
    },
  };
}
