/** Moments and lengths as a postmortem writes them. */
import { formatDuration } from '@nines/kernel';

/** `2026-11-10 09:00:31`, UTC. */
export function utcText(at: string | number): string {
  const ms = typeof at === 'number' ? at : Date.parse(at);
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 19).replace('T', ' ') : 'unknown';
}

/** `+30.0 s`, `-2 min 5 s`: how long after `startedAt`. */
export function relativeText(at: string, startedAt: string): string {
  const ms = Date.parse(at) - Date.parse(startedAt);
  return `${ms < 0 ? '-' : '+'}${formatDuration(Math.abs(ms))}`;
}

/** Never negative: nothing happens before its cause, though clocks of two machines may say so. */
export function lengthText(ms: number): string {
  return formatDuration(Math.max(0, ms));
}

export function msBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}
