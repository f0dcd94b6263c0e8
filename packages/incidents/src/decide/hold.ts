/**
 * What comes and goes: an incident that came back twice within ten minutes is resolved only after two minutes of quiet, so
 * that nobody is told over and over. That it began is never held back.
 */
import type { Outage } from '../grouping/outage.ts';
import { troubledTimes } from './facts.ts';

/** How far back it is counted, ms. */
const LOOK_BACK_MS = 600_000;
const COMEBACKS = 2;
/** No incident waits for longer to be resolved, ms. */
export const QUIET_MS = 120_000;

/**
 * @param endMs - since when nothing is wrong
 * @returns until when to wait, ms; null: not at all. Where the clock was set back it is waited for the quiet time again
 */
export function heldUntil(outage: Outage, endMs: number, nowMs: number): number | null {
  const times = troubledTimes(outage);
  const recent = times.slice(1).filter(({ startMs }) => startMs > endMs - LOOK_BACK_MS);
  if (recent.length < COMEBACKS) return null;
  const untilMs = Math.min(outage.pending.heldUntilMs ?? endMs + QUIET_MS, endMs + QUIET_MS, nowMs + QUIET_MS);
  return nowMs < untilMs ? untilMs : null;
}
