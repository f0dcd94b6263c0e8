/** Points in time on both clocks. */
import type { Moment } from './model.ts';

/** The moment `ms` later. */
export function after({ ms, at }: Moment, laterMs: number): Moment {
  return { ms: ms + laterMs, at: new Date(Date.parse(at) + laterMs).toISOString() };
}
