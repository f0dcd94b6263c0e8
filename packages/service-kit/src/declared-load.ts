/**
 * Requests that say of themselves that no person made them: background visitors, drills, load tests, probes. They carry
 * a signed mark, so that they are counted apart from users' requests, and nobody else can have theirs left out of the
 * count.
 *
 * Form: `v1;source=visitors;exp=1790000000;sig=BASE64URL`, the signature being HMAC-SHA256 over all before `;sig=`. The
 * mesh in front of a service reads the same marks, by the same rules.
 *
 * @see RFC 2104 (HMAC); RFC 4648, section 5 (base64url)
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestKind } from './metrics/service-metrics.ts';

/** Carries the mark, also from service to service. */
export const DECLARED_LOAD_HEADER = 'nines-declared';

/** A mark that lives longer than this, s, is not believed: who has overheard one has it for a short time only. */
const LONGEST_MARK_LIFE_SECONDS = 300;

/** No mark is longer than this, bytes. */
export const LONGEST_MARK_BYTES = 120;

/** What a believed mark says. */
export interface DeclaredLoad {
  /** Lower-case letters, digits and hyphens. */
  readonly source: string;
  /** `probe` where the source begins with that word. */
  readonly kind: Exclude<RequestKind, 'user'>;
  /** From here on, ms since the epoch, it is not believed any more. */
  readonly expiresAtMs: number;
}

/**
 * Makes a mark.
 *
 * @param source who makes the load: 1 to 40 lower-case letters, digits and hyphens
 * @param expiresAtMs at most five minutes ahead, ms since the epoch; cut to whole seconds
 */
export function signDeclaredLoad(key: string, source: string, expiresAtMs: number): string {
  const claim = `v1;source=${source};exp=${Math.floor(expiresAtMs / 1_000)}`;
  return `${claim};sig=${signatureOf(key, claim)}`;
}

/** What a mark says that was signed with `key` and has not expired; undefined for everything else. */
export function verifyDeclaredLoad(key: string, mark: string | undefined, nowMs: number): DeclaredLoad | undefined {
  const parts = /^(v1;source=([a-z0-9-]{1,40});exp=(\d{1,12}));sig=([\w-]{43})$/.exec(mark ?? '');
  const [, claim, source, expires, signature] = parts ?? [];
  if (claim === undefined || source === undefined || signature === undefined) return undefined;
  const expiresAtMs = Number(expires) * 1_000;
  const msLeft = expiresAtMs - nowMs;
  if (msLeft <= 0 || msLeft > LONGEST_MARK_LIFE_SECONDS * 1_000) return undefined;
  if (!timingSafeEqual(Buffer.from(signatureOf(key, claim)), Buffer.from(signature))) return undefined;
  return { source, kind: source.startsWith('probe') ? 'probe' : 'declared', expiresAtMs };
}

function signatureOf(key: string, claim: string): string {
  return createHmac('sha256', key).update(claim).digest('base64url');
}
