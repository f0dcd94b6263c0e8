/**
 * Text of alerts, made safe to show: well-formed, without control characters and without what turns the direction of
 * the text around it. It may come from anybody who can make an alert, so that nothing is taken for granted.
 */

/** More than any channel shows: what is beyond it is not looked at. UTF-16 units. */
const CEILING = 20_000;

const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/gu;
/** Unassigned to anything that can be shown, but for line feeds and tabs; tags; overrides and isolates of direction. */
const UNSEEMLY = /(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;

/** Keeps lines, at most one empty one in a row. */
export function cleanText(text: string): string {
  return beginningOf(text)
    .toWellFormed()
    .replaceAll(LINE_ENDS, '\n')
    .replaceAll(UNSEEMLY, '')
    .replaceAll(/[^\S\n]+$/gmu, '')
    .replaceAll(/\n{3,}/gu, '\n\n')
    .trim();
}

/** One line. */
export function cleanLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/gu, ' ');
}

/** As much of it as is looked at, whole characters. */
export function beginningOf(text: string): string {
  if (text.length <= CEILING) return text;
  const last = text.charCodeAt(CEILING - 1);
  return text.slice(0, last >= 0xd8_00 && last <= 0xdb_ff ? CEILING - 1 : CEILING);
}
