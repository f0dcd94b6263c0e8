/** One request and its answer, within a time, without a word about where it went: addresses hold tokens. */
import { formatDuration, hasCode } from '@nines/kernel';
import type { Clock, DeliveryResult } from '@nines/kernel';

export interface ExchangeOptions {
  readonly clock: Pick<Clock, 'now' | 'timeoutSignal'>;
  /** For the whole of it, ms: shorter than what an attempt may take. @defaultValue 20_000 */
  readonly timeoutMs?: number;
}

export interface Request {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body: string | object;
}

export interface Answer {
  readonly status: number;
  /** What follows `Retry-After`, ms; undefined where it says nothing. */
  readonly retryAfterMs: number | undefined;
  readonly text: string;
}

/** Why there was no answer: fit to be shown. */
export interface NoAnswer {
  readonly failure: string;
  /** Whether the other side may have taken what it was given. */
  readonly isUnclear: boolean;
}

const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'user-agent': 'nines',
  // Messages are rare: a connection that was kept would mostly be found closed by the other side, and the message late.
  connection: 'close',
};

/** Of an answer no more is read, bytes. */
const MOST_READ = 262_144;

/**
 * Posts.
 *
 * @throws `signal.reason` when `signal` aborts; nothing else
 */
export async function exchange(
  { url, headers, body }: Request,
  { clock, timeoutMs = 20_000 }: ExchangeOptions,
  signal: AbortSignal,
): Promise<Answer | NoAnswer> {
  signal.throwIfAborted();
  const timeout = clock.timeoutSignal(timeoutMs);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      // A redirect would take tokens and signatures elsewhere.
      redirect: 'manual',
      headers: { ...HEADERS, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.any([signal, timeout]),
    });
    const text = await beginningOf(answer);
    return { status: answer.status, retryAfterMs: retryAfterMs(answer.headers.get('retry-after'), clock.now()), text };
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) return { failure: `does not answer within ${formatDuration(timeoutMs)}`, isUnclear: true };
    const code = codeOf(error);
    return { failure: `cannot be reached (${code})`, isUnclear: BROKEN_OFF.has(code) };
  }
}

/** What ends a connection that there was. */
const BROKEN_OFF: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** What becomes of what was not answered. */
export function resultOfNoAnswer(
  { failure, isUnclear }: NoAnswer,
  whose: string,
): Exclude<DeliveryResult, { outcome: 'sent' }> {
  return { outcome: 'failed', reason: `${whose} ${failure}`, ...(isUnclear && { isUnclear }) };
}

async function beginningOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= MOST_READ) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, Math.min(size, MOST_READ));
}

/** The code alone: messages of errors may hold the address. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  if (hasCode(error, 'ERR_INVALID_URL') || code === 'ERR_INVALID_URL') return 'the address is none';
  return typeof code === 'string' ? code : 'connection failed';
}

/** @see RFC 9110, 10.2.3 "Retry-After": seconds or a date */
function retryAfterMs(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d{1,9}(?:\.\d+)?$/u.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** What an answer means that says nothing in particular: patience, later, or never; undefined for 2xx. */
export function resultOfStatus({ status, retryAfterMs: ms }: Answer, whose: string): DeliveryResult | undefined {
  if (status >= 200 && status < 300) return undefined;
  const after = ms === undefined ? {} : { retryAfterMs: ms };
  if (status === 429) return { outcome: 'failed', reason: `${whose} asks for patience`, isThrottled: true, ...after };
  const isPassing = status >= 500 || status === 408 || status === 425;
  if (isPassing) return { outcome: 'failed', reason: `${whose} answered ${status}`, ...after };
  return { outcome: 'refused', reason: `${whose} answered ${status}` };
}
