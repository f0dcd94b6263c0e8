/** When a certificate may be used, and when its successor is due. */
import type { X509Certificate } from 'node:crypto';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** @see CA/Browser Forum, Baseline Requirements, 6.3.2: browsers ask far less of local ones; short is safer still */
export const LEAF_LIFE_MS = 90 * DAY_MS;

/** People have to trust an authority by hand, so that it is to last. */
export const AUTHORITY_LIFE_MS = 3_650 * DAY_MS;

/** A certificate begins to be valid this long before it is made: clocks differ. */
export const BACKDATED_MS = 60 * 60 * 1_000;

/** As above, for an authority: it is not to be doubted because a clock was set back by some hours. */
export const AUTHORITY_BACKDATED_MS = DAY_MS;

/** Share of its life after which a certificate is replaced. */
const RENEWAL_SHARE = 2 / 3;

/** Neither too old nor, after the clock was set back, too young. */
export function isValid(certificate: X509Certificate, now: number): boolean {
  return !isEarly(certificate, now) && now < certificate.validToDate.getTime();
}

/** It will be valid: the clock was set back, or was wrong when it was made. */
export function isEarly({ validFromDate }: X509Certificate, now: number): boolean {
  return now < validFromDate.getTime();
}

/** Two thirds of its life are over: a new one is due, and weeks are left to try again. */
export function isDue({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  const from = validFromDate.getTime();
  return now >= from + (validToDate.getTime() - from) * RENEWAL_SHARE;
}
