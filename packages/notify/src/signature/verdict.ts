/** What a signature says of a request. */
import { timingSafeEqual } from 'node:crypto';

/** Only with `right` the request may be believed. */
export type SignatureVerdict = 'right' | 'missing' | 'stale' | 'wrong';

/** In a time that does not tell how much of it is right. */
export function isEqual(right: string, given: string): boolean {
  const [one, other] = [Buffer.from(right), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
