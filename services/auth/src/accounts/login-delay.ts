/** How long an account rests after wrong passwords. Pure. */

/** Wrong passwords that cost nothing: people mistype. */
const FREE_FAILURES = 5;
const FIRST_DELAY_SECONDS = 2;
const LONGEST_DELAY_SECONDS = 900;
/** Without another failure for this long, s, all is forgotten. */
const FORGOTTEN_AFTER_SECONDS = 24 * 3_600;

/** Failures in a row, and when the last one was. */
export interface LoginFailures {
  readonly failures: number;
  readonly lastAt: Date;
}

/**
 * Seconds until the next attempt is welcome, 0 for at once: after the fifth failure 2 s, doubling up to 15 minutes.
 * That leaves a guesser about a hundred passwords a day, and never locks the owner out for good.
 *
 * @see OWASP "Authentication Cheat Sheet", "Account Lockout"
 */
export function loginDelaySeconds(past: LoginFailures, now: Date): number {
  const excess = past.failures - FREE_FAILURES;
  if (excess < 0 || isForgotten(past, now)) return 0;
  const delay = Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** excess);
  return Math.max(0, Math.ceil(delay - secondsSince(past.lastAt, now)));
}

/** What is remembered once another attempt has begun; an attempt counts as failed until it succeeds. */
export function withAttempt(past: LoginFailures, now: Date): LoginFailures {
  return { failures: isForgotten(past, now) ? 1 : past.failures + 1, lastAt: now };
}

function isForgotten(past: LoginFailures, now: Date): boolean {
  return secondsSince(past.lastAt, now) >= FORGOTTEN_AFTER_SECONDS;
}

function secondsSince(then: Date, now: Date): number {
  return (now.getTime() - then.getTime()) / 1_000;
}
