/** How finely the past is looked at, and how much of it at once. */

/** Lengths of which whole numbers make five minutes, ms: windows of alerts are made of those. */
const STEPS_MS = [5_000, 10_000, 15_000, 30_000, 60_000, 150_000, 300_000] as const;

/** Moments of the whole past, at most, where a coarser step is left. */
const MOST_STEPS = 100_000;

/**
 * Moments of one query, at most.
 *
 * @see Prometheus documentation, "HTTP API": a range query of more than 11,000 points of a series is refused
 */
const MOST_MOMENTS = 10_000;

/** Figures of one answer, about as many: some ten megabytes. */
const FIGURES = 400_000;

/** The finest step that does not make too many of them, ms. */
export function historyStepMs(lengthMs: number): number {
  return STEPS_MS.find((stepMs) => lengthMs / stepMs <= MOST_STEPS) ?? 300_000;
}

/** How many moments to ask for next. @param series - how many series the last answer had; undefined before any */
export function momentsAtOnce(series: number | undefined): number {
  return Math.max(Math.min(MOST_MOMENTS, Math.floor(FIGURES / Math.max(series ?? FIGURES / 500, 1))), 1);
}
