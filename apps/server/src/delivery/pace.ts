/** How fast a channel may be used: some messages in a row, then one for each that is regained. */
import type { ChannelTraits } from '@nines/kernel';

type Pace = ChannelTraits['pace'];

/** What was left at a moment, ms of the monotonic clock. */
export interface Allowance {
  readonly left: number;
  readonly atMs: number;
}

export function fullAllowance({ burst }: Pace, nowMs: number): Allowance {
  return { left: burst, atMs: nowMs };
}

/** When `wanted` messages may be sent at the earliest, ms of the monotonic clock; `nowMs` where they may be now. */
export function allowedAt(allowance: Allowance, pace: Pace, wanted: number, nowMs: number): number {
  const missing = Math.min(wanted, pace.burst) - leftOf(allowance, pace, nowMs);
  return missing <= 0 ? nowMs : nowMs + Math.ceil(missing * pace.perMs);
}

/** One was sent. */
export function spend(allowance: Allowance, pace: Pace, nowMs: number): Allowance {
  return { left: leftOf(allowance, pace, nowMs) - 1, atMs: nowMs };
}

function leftOf({ left, atMs }: Allowance, { burst, perMs }: Pace, nowMs: number): number {
  return Math.min(burst, left + (nowMs - atMs) / perMs);
}
