/** Order statistics of small samples. */

/** The middle value; the mean of the two middle ones where their number is even. NaN for an empty sample. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** The value that `ratio` (0-1) of the sample does not exceed: nearest rank. NaN for an empty sample. */
export function percentile(values: readonly number[], ratio: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(ratio * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** Rounded to so many decimals, for printing. */
export function round(value: number, decimals = 1): number {
  return Number(value.toFixed(decimals));
}
