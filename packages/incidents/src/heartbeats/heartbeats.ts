/**
 * Dead man's switches of jobs: who has not been heard of for too long. Pure; times are ms of one clock that never goes
 * back, so that a wall clock that jumps makes nobody late.
 */
import type { Heartbeat } from '@nines/catalog';
import type { KeptHeartbeat } from '@nines/kernel';

export type HeartbeatTerms = Pick<Heartbeat, 'name' | 'everyMs' | 'graceMs'>;

/** One that is waited for. */
export interface ExpectedHeartbeat {
  readonly name: string;
  readonly beatMs: number;
  /** When it is missing, if nothing is heard until then. */
  readonly missingMs: number;
}

/** Where both clocks are. */
export interface Clocks {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** From a beat on. */
export function beaten({ name, everyMs, graceMs }: HeartbeatTerms, nowMs: number): ExpectedHeartbeat {
  return { name, beatMs: nowMs, missingMs: nowMs + everyMs + graceMs };
}

/**
 * When somebody begins to listen. What was due while nobody did is waited for once more, as long as its grace; once for
 * each beat, so that a server that is restarted again and again does not wait for ever.
 *
 * @param kept - undefined where it was never waited for: it begins to count now
 * @returns what is to be kept, where that is anything new
 */
export function expectAgain(
  terms: HeartbeatTerms,
  kept: KeptHeartbeat | undefined,
  now: Clocks,
): { readonly expected: ExpectedHeartbeat; readonly keep: KeptHeartbeat | undefined } {
  const { name, everyMs, graceMs } = terms;
  const at = (ms: number): string => new Date(ms).toISOString();
  if (kept === undefined) {
    return { expected: beaten(terms, now.monotonicMs), keep: { name, beatAt: at(now.wallMs), excusedUntil: null } };
  }
  const agoMs = Math.max(now.wallMs - Date.parse(kept.beatAt), 0);
  const beatMs = now.monotonicMs - agoMs;
  const regularMs = beatMs + everyMs + graceMs;
  // Before it was due nothing can have been missed.
  if (agoMs < everyMs) return { expected: { name, beatMs, missingMs: regularMs }, keep: undefined };
  const excusedMs =
    kept.excusedUntil === null ? graceMs : Math.min(Date.parse(kept.excusedUntil) - now.wallMs, graceMs);
  const missingMs = Math.max(regularMs, now.monotonicMs + excusedMs);
  const keep = kept.excusedUntil === null ? { ...kept, excusedUntil: at(now.wallMs + excusedMs) } : undefined;
  return { expected: { name, beatMs, missingMs }, keep };
}

/**
 * By other terms than before. What would have been due by them before they were known is waited for as long as they say
 * from now on, but no longer than by those before.
 */
export function onTerms(expected: ExpectedHeartbeat, terms: HeartbeatTerms, nowMs: number): ExpectedHeartbeat {
  const regularMs = beaten(terms, expected.beatMs).missingMs;
  const isDue = regularMs <= nowMs;
  const missingMs = isDue ? Math.min(expected.missingMs, beaten(terms, nowMs).missingMs) : regularMs;
  return { ...expected, missingMs };
}

export function isMissing({ missingMs }: ExpectedHeartbeat, nowMs: number): boolean {
  return nowMs >= missingMs;
}
