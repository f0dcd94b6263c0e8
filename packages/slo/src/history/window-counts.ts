/** What was counted over a window at every moment, as counts of steps. */
import { addTo, emptySums, stepAt } from './steps.ts';
import type { Steps, Tally } from './steps.ts';

/** @param windowMs - length of the window; where steps are longer, the rest of them is taken to be as it is */
export function startWindowCounts(steps: Steps, windowMs: number): Tally {
  const sums = emptySums(steps);
  const share = steps.stepMs / windowMs;
  return {
    sums,
    add: (series) => {
      for (const [atSeconds, figure] of series.flatMap(({ samples }) => samples)) {
        const count = Number(figure) * share;
        if (Number.isFinite(count)) addTo(sums, stepAt(steps, atSeconds), count);
      }
    },
  };
}
