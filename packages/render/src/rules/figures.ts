/** Thresholds as people read them in a summary. */

/** `0.001` -> `0.1 %`. */
export function percent(ratio: number): string {
  return `${rounded(ratio * 100)} %`;
}

/** A threshold as PromQL and people write it: `0.9 * 0.25` is 0.225, whatever binary fractions make of it. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** Templates for `$value`. @see Prometheus documentation, "Template reference" */
export const VALUE = {
  number: '{{ $value | humanize }}',
  bytes: '{{ $value | humanize1024 }}B',
  percent: '{{ $value | humanizePercentage }}',
  duration: '{{ $value | humanizeDuration }}',
} as const;
