/** The past, cut into steps of one length. */

export interface Steps {
  /** The moment before the first step, ms since the epoch. */
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** One process, or whatever else has figures of its own, in order of time. */
export interface FigureSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since the epoch, and the figure as Prometheus writes it. */
  readonly samples: readonly (readonly [atSeconds: number, figure: string])[];
}

/** Something that is added up over all series, step by step. */
export interface Tally {
  /** Of each step; NaN where there is no figure. */
  readonly sums: Float64Array;
  /** Takes the figures of some time, which follows what was taken before. */
  readonly add: (series: readonly FigureSeries[]) => void;
}

/** The step that ends at a moment; -1 for the moment before the first. */
export function stepAt({ startMs, stepMs }: Steps, atSeconds: number): number {
  return Math.round((atSeconds * 1_000 - startMs) / stepMs) - 1;
}

/** Nothing has a figure yet. */
export function emptySums({ count }: Steps): Float64Array {
  return new Float64Array(count).fill(NaN);
}

export function addTo(sums: Float64Array, step: number, value: number): void {
  const already = sums[step];
  if (already !== undefined) sums[step] = Number.isNaN(already) ? value : already + value;
}
