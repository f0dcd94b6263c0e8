/** When to ask next. Pure. */

/** An instance that starts is found ready at most this share of its start-up time late, and at most 250 ms. */
const LATENESS = 0.08;
const SHORTEST_MS = 10;
const LONGEST_MS = 250;

export interface ProbeMoment {
  /** Whether this probe was ever passed by this incarnation. */
  readonly passed: boolean;
  /** Whether a reply is overdue. */
  readonly suspect: boolean;
  /** Time since the probe was first asked, ms. */
  readonly elapsedMs: number;
  /** Time that the last try took, ms. */
  readonly tookMs: number;
  readonly periodMs: number;
  /** Start-to-start period while suspect, ms. */
  readonly suspectPeriodMs: number;
}

/** Pause until the next try, ms. */
export function pauseAfter(moment: ProbeMoment): number {
  const { passed, suspect, elapsedMs, tookMs, periodMs, suspectPeriodMs } = moment;
  if (!passed) return Math.min(Math.max(SHORTEST_MS, elapsedMs * LATENESS), LONGEST_MS, periodMs);
  const period = suspect ? Math.min(periodMs, suspectPeriodMs) : periodMs;
  return Math.max(0, period - tookMs);
}
