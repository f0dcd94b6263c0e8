/** Durations as Prometheus and its companions read them. */

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/**
 * Milliseconds in the largest unit that divides them: `15d`, `90s`, `500ms`.
 *
 * @see Prometheus documentation, "Configuration": `<duration>`
 */
export function durationText(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? ['ms', 1];
  return `${Math.round(ms / size)}${unit}`;
}
