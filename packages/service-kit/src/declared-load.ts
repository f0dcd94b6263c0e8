/**
 * Requests that say of themselves that no person made them: background visitors, drills, load tests. They carry a signed
 * mark, so that they are counted apart from users' requests, and nobody else can have theirs left out of the count.
 *
 * Form: `v1;source=visitors;exp=1790000000;sig=BASE64URL`, the signature being HMAC-SHA256 over all before `;sig=`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Carries the mark, also from service to service. */
export const DECLARED_LOAD_HEADER = 'nines-declared';

/** A mark that lives longer than this, s, is not believed: who has overheard one has it for a short time only. */
const LONGEST_LIFE_SECONDS = 300;

/**
 * Makes a mark.
 *
 * @param source who makes the load: lower-case letters, digits and hyphens
 * @param expiresAtMs at most five minutes ahead, ms since the epoch
 */
export function signDeclaredLoad(key: string, source: string, expiresAtMs: number): string {
  const claim = `v1;source=${source};exp=${Math.floor(expiresAtMs / 1_000)}`;
  return `${claim};sig=${signatureOf(key, claim)}`;
}

/** The source of a mark that was signed with `key` and has not expired; undefined for everything else. */
export function verifyDeclaredLoad(key: string, mark: string | undefined, nowMs: number): string | undefined {
  const parts = /^(v1;source=([a-z0-9-]{1,40});exp=(\d{1,12}));sig=([\w-]{43})$/.exec(mark ?? '');
  const [, claim, source, expires, signature] = parts ?? [];
  if (claim === undefined || signature === undefined) return undefined;
  const secondsLeft = Number(expires) - nowMs / 1_000;
  if (secondsLeft <= 0 || secondsLeft > LONGEST_LIFE_SECONDS) return undefined;
  return timingSafeEqual(Buffer.from(signatureOf(key, claim)), Buffer.from(signature)) ? source : undefined;
}

function signatureOf(key: string, claim: string): string {
  return createHmac('sha256', key).update(claim).digest('base64url');
}
