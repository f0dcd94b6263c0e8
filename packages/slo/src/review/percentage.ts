/**
 * A ratio for people: `99.8999 %`, `3.2 %`. Cut off rather than rounded, so that what is below a target is never shown as
 * the target.
 *
 * @param decimals - at most; superfluous zeros are left out
 */
export function percentage(ratio: number, decimals: number): string {
  const scale = 10 ** decimals;
  // What binary fractions are short of a whole digit is not cut off with it.
  const cut = Math.floor(ratio * 100 * scale + 1e-6) / scale;
  return `${Number(cut.toFixed(decimals))} %`;
}
