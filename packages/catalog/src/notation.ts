/** Quantities back in the notation of `nines.yaml`, exactly: parsing the text gives the same number. */

const DURATION_UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

const SIZE_UNITS = [
  ['Ti', 2 ** 40],
  ['Gi', 2 ** 30],
  ['Mi', 2 ** 20],
  ['Ki', 2 ** 10],
] as const;

/** Whole milliseconds -> `1h30m`, `250ms`, `0s`. */
export function durationText(ms: number): string {
  let rest = ms;
  let text = '';
  for (const [unit, size] of DURATION_UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : text;
}

/** As `durationText`; also parts of a millisecond: `2.5ms`. */
export function latencyText(ms: number): string {
  return Number.isInteger(ms) ? durationText(ms) : `${ms}ms`;
}

/** Whole bytes -> `256Mi`, `1Gi`, `1000000`. */
export function sizeText(bytes: number): string {
  const unit = SIZE_UNITS.find(([, size]) => bytes >= size && bytes % size === 0);
  return unit === undefined ? String(bytes) : `${bytes / unit[1]}${unit[0]}`;
}

/** Thousandths of a core -> `250m`; whole cores -> `2`. */
export function cpuText(cores: number): string {
  return Number.isInteger(cores) ? String(cores) : `${Math.round(cores * 1_000)}m`;
}

/** Ratio -> `90%`, `0.1%`. */
export function percentageText(ratio: number): string {
  // Shifting the decimal point of the text is exact where multiplying by 100 is not.
  const [digits = '', exponent = '0'] = ratio.toExponential().split('e');
  const places = Math.max(0, digits.replace(/^\d\.?/, '').length - Number(exponent) - 2);
  return `${Number(`${digits}e${Number(exponent) + 2}`).toFixed(places)}%`;
}
