/** HTTP to Nines' own parts on loopback. */
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { messageOf, NinesError } from '@nines/kernel';

export interface LoopbackCall {
  readonly port: number;
  /** With its query. */
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
  /** Longest wait for the whole answer, ms. @defaultValue 3_000 */
  readonly timeoutMs?: number;
}

export interface LoopbackAnswer {
  readonly status: number;
  readonly text: string;
}

/** Connections are kept for a moment: whoever is asked every few seconds is asked over the same one. */
const AGENT = new Agent({ keepAlive: true, keepAliveMsecs: 10_000, maxFreeSockets: 2, timeout: 15_000 });

/** Larger answers are cut off as a mistake, bytes. */
const LONGEST_ANSWER_BYTES = 16 * 1024 * 1024;

const ANSWER_MS = 3_000;

/**
 * Asks once.
 *
 * @throws NinesError `SERVER_PART_AWAY` where nobody answers, or not in time; the reason of the signal where it aborts
 */
export async function callLoopback(call: LoopbackCall): Promise<LoopbackAnswer> {
  const { port, signal, timeoutMs = ANSWER_MS } = call;
  signal.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await send(call, AbortSignal.any([signal, timeout]));
    return { status: response.statusCode ?? 0, text: await readText(response) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NinesError) throw error;
    const why = timeout.aborted ? `not within ${timeoutMs} ms` : messageOf(error);
    throw new NinesError('SERVER_PART_AWAY', `127.0.0.1:${port} does not answer: ${why}`, {
      details: { port },
      cause: error,
    });
  }
}

async function send(call: LoopbackCall, signal: AbortSignal): Promise<IncomingMessage> {
  const payload = call.body === undefined ? undefined : JSON.stringify(call.body);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = request({
    host: '127.0.0.1',
    port: call.port,
    path: call.path,
    method: call.method ?? 'GET',
    agent: AGENT,
    signal,
    headers:
      payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
  });
  outgoing.once('response', resolve);
  outgoing.on('error', reject);
  outgoing.end(payload);
  return promise;
}

/** @throws NinesError `SERVER_PART_REFUSED` where the answer is not 2xx JSON */
export async function callLoopbackJson(call: LoopbackCall): Promise<unknown> {
  const { status, text } = await callLoopback(call);
  if (status < 200 || status >= 300) throw refused(call, `it answered ${status}: ${text.slice(0, 200)}`);
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch (cause) {
    throw refused(call, 'its answer is not JSON', cause);
  }
}

function refused({ port, path }: LoopbackCall, what: string, cause?: unknown): NinesError {
  return new NinesError('SERVER_PART_REFUSED', `127.0.0.1:${port}${path}: ${what}`, { details: { port, path }, cause });
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_ANSWER_BYTES) {
      throw new NinesError('SERVER_PART_REFUSED', `an answer is longer than ${LONGEST_ANSWER_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
