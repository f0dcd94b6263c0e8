/** The server of a platform, as far as commands ask it: through its socket, where whoever may connect may do everything. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { userInfo } from 'node:os';
import { json } from 'node:stream/consumers';
import { problemSchema } from '@nines/api';
import { hasCode, NinesError } from '@nines/kernel';
import type { ErrorCode } from '@nines/kernel';

const ANSWER_MS = 5_000;

export interface ServerQuestion {
  readonly signal: AbortSignal;
  /** @defaultValue `POST` with a body, `GET` without */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The server does once what it is asked for several times under the same key. */
  readonly idempotencyKey?: string;
  /** Longest wait for the answer, ms. @defaultValue 5_000 */
  readonly patienceMs?: number;
}

/** Asks for a document; undefined where nobody answers, or not with a success. The caller parses it. */
export async function askServer(socket: string, path: string, signal: AbortSignal): Promise<unknown> {
  const answer = await send(socket, path, { signal });
  return answer.ok ? answer.document : undefined;
}

/**
 * Asks for a document, or has something done. The caller parses what is answered: undefined where that is nothing.
 *
 * @throws NinesError `CLI_NO_SERVER` where nobody answers, with `isAbsent` where nobody was asked either; what the server says where it refuses, with its code
 */
export async function requireAnswer(socket: string, path: string, question: ServerQuestion): Promise<unknown> {
  const answer = await send(socket, path, question);
  if (answer.ok) return answer.document;
  const problem = problemSchema.safeParse(answer.document);
  if (problem.success) throw new NinesError(problem.data.code as ErrorCode, problem.data.detail);
  // A server of an earlier version has none.
  const remedy = existsSync(socket) ? 'nines logs nines-server' : 'nines restart nines-server where it is ready';
  const message = `the server at ${socket} does not answer; see nines status, and ${remedy}`;
  throw new NinesError('CLI_NO_SERVER', message, { details: { isAbsent: answer.isAbsent } });
}

/**
 * Sends a request over the socket; resolves once there is an answer, whose body is still to be read.
 *
 * @throws as `node:http` does where nobody answers, or `signal` aborts
 */
export async function openAnswer(
  socket: string,
  path: string,
  asked: Pick<ServerQuestion, 'body' | 'method' | 'signal'> & { readonly headers?: Readonly<Record<string, string>> },
): Promise<IncomingMessage> {
  const { body, headers, method = body === undefined ? 'GET' : 'POST', signal } = asked;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const outgoing = request({
    socketPath: socket,
    path,
    method,
    agent: false,
    signal,
    headers: {
      host: 'localhost',
      'nines-person': person(),
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...headers,
    },
  });
  outgoing.end(text);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  outgoing.on('error', () => undefined); // from here on, what goes wrong is told by the answer
  return answer;
}

interface Answer {
  readonly ok: boolean;
  /** Undefined where nothing was answered, or that nothing. */
  readonly document: unknown;
  /** Nobody listens: the question was not asked. */
  readonly isAbsent: boolean;
}

async function send(socket: string, path: string, question: ServerQuestion): Promise<Answer> {
  const { idempotencyKey, patienceMs = ANSWER_MS, signal } = question;
  const stop = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
  try {
    const answer = await openAnswer(socket, path, { ...question, headers, signal: stop });
    const { statusCode = 500 } = answer;
    const document = statusCode === 204 ? undefined : await json(answer);
    return { ok: statusCode < 300, document, isAbsent: false };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, document: undefined, isAbsent: isAbsent(error) };
  }
}

/** Whether a request failed because nobody listens. */
export function isAbsent(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ECONNREFUSED');
}

/** Who is to stand in the record. The server does not have to believe it. */
export function person(): string {
  try {
    return userInfo().username;
  } catch {
    return ''; // a user id without a name
  }
}
