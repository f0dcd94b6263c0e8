/**
 * Targets in decimal: 99.9 % leaves exactly 0.001, whatever binary fractions make of 1 - 0.999.
 *
 * A target is kept as the text of its percentage, `99.9`, and turned into a number by shifting its decimal point.
 */

const PERCENT = /^(\d{1,3})(?:\.(\d{1,12}))?$/;

/** `99.9`, `99`, `99.90` -> the same without superfluous zeros; undefined unless above 0 and below 100. */
export function normaliseTarget(percent: string): string | undefined {
  const match = PERCENT.exec(percent);
  if (match === null) return undefined;
  const whole = Number(match[1]);
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (whole >= 100 || (whole === 0 && fraction === '')) return undefined;
  return fraction === '' ? String(whole) : `${whole}.${fraction}`;
}

/** `99.9` -> 0.999: share of good events that is promised, 0-1. */
export function targetRatio(percent: string): number {
  return Number(`${percent}e-2`);
}

/** `99.9` -> 0.001: share of bad events that is allowed, 0-1. Exact as far as a double can be. */
export function budgetRatio(percent: string): number {
  const [whole = '', fraction = ''] = percent.split('.');
  const scale = 10n ** BigInt(fraction.length);
  const left = 100n * scale - BigInt(whole + fraction);
  return Number(`${left}e-${fraction.length + 2}`);
}

/** A share of good events, 0-1, as a target: 0.999 -> `99.9`. Twelve decimals at most. */
export function targetOf(ratio: number): string | undefined {
  // Shifting the decimal point of the shortest text that means `ratio` is exact where multiplying by 100 is not.
  const [digits = '', exponent = '0'] = String(ratio).split('e');
  const shifted = Number(`${digits}e${Number(exponent) + 2}`);
  return Number.isFinite(shifted) ? normaliseTarget(decimalText(shifted)) : undefined;
}

/** Without an exponent; where it would have one, to twelve decimals. */
export function decimalText(value: number): string {
  const text = String(value);
  return /e/i.test(text) ? value.toFixed(12) : text;
}
