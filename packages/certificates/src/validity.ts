/** When a certificate may be used, and when its successor is due. */
import type { X509Certificate } from 'node:crypto';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** @see CA/Browser Forum, Baseline Requirements, 6.3.2: browsers ask far less of local ones; short is safer still */
export const LEAF_LIFE_MS = 90 * DAY_MS;

/** People have to trust an authority by hand, so that it is to last. */
export const AUTHORITY_LIFE_MS = 3_650 * DAY_MS;

/** A certificate begins to be valid this long before it is made: clocks differ. */
export const BACKDATED_MS = 60 * 60 * 1_000;

/** Share of its life after which a certificate is replaced. */
const RENEWAL_SHARE = 2 / 3;

/** When a new one is due, ms since the epoch: at two thirds of its life, so that weeks are left to try again. */
export function renewalAt({ validFromDate, validToDate }: X509Certificate): number {
  const from = validFromDate.getTime();
  return from + (validToDate.getTime() - from) * RENEWAL_SHARE;
}

/** Valid and not due: neither too old nor, after the clock was set back, too young. */
export function isFresh(certificate: X509Certificate, now: number): boolean {
  return now >= certificate.validFromDate.getTime() && now < renewalAt(certificate);
}
