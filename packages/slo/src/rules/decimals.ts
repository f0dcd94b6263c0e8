/** Decimal numbers as people and PromQL write them, without what binary fractions make of them: 14.4 x 0.001 is 0.0144. */

/** Of decimal numbers without exponent. */
export function product(...factors: readonly string[]): string {
  const [digits, decimals] = factors
    .map(parse)
    .reduce(
      ([digitsSoFar, decimalsSoFar], [others, places]) => [digitsSoFar * others, decimalsSoFar + places],
      [1n, 0],
    );
  return decimalText(digits, decimals);
}

/** Of decimal numbers without exponent. */
export function sum(...terms: readonly string[]): string {
  const parsed = terms.map(parse);
  const most = Math.max(...parsed.map(([, decimals]) => decimals));
  const digits = parsed.reduce((total, [term, decimals]) => total + term * 10n ** BigInt(most - decimals), 0n);
  return decimalText(digits, most);
}

/** What `percent` leaves of a hundred, as a ratio: `99.9` -> `0.001`. */
export function budgetText(percent: string): string {
  return product(sum('100', `-${percent}`), '0.01');
}

/** A number in the shortest form that means it, never with an exponent. */
export function plainText(value: number): string {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [digits, decimals] = parse(mantissa);
  const shifted = decimals - Number(exponent);
  return shifted >= 0 ? decimalText(digits, shifted) : decimalText(digits * 10n ** BigInt(-shifted), 0);
}

/** `-1.25` -> -125 and two decimals. */
function parse(text: string): readonly [digits: bigint, decimals: number] {
  const [whole = '', fraction = ''] = text.split('.');
  return [BigInt(whole + fraction), fraction.length];
}

function decimalText(digits: bigint, decimals: number): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(decimals + 1, '0');
  const whole = text.slice(0, text.length - decimals);
  const fraction = text.slice(text.length - decimals).replace(/0+$/, '');
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}
