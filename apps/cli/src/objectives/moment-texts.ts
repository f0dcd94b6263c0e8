/** When something was, for people. */

const DAY_SECONDS = 86_400;

/** Counts from a beginning: `16:00:55`, `3 d 02:10:00`. */
export function sinceBeginning(seconds: number): string {
  const days = Math.floor(seconds / DAY_SECONDS);
  const clock = new Date((seconds % DAY_SECONDS) * 1_000).toISOString().slice(11, 19);
  return days === 0 ? clock : `${days} d ${clock}`;
}

/** `2026-11-29 13:05:00Z`. */
export function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}
