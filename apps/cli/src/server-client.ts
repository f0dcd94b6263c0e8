/** The server of a platform, as far as commands ask it. */
import { problemSchema } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { ErrorCode } from '@nines/kernel';
import type { PlatformReport } from '@nines/runtime-process';

const ANSWER_MS = 5_000;

/** The server's workload. */
const SERVER = 'nines-server';

/** Where the server of a platform is to be found; undefined where the platform runs without one. */
export function serverUrl(report: PlatformReport | undefined): string | undefined {
  const server = report?.status.system.find(({ name }) => name === SERVER);
  return server?.url ?? undefined;
}

/** Asks for a document; undefined where nobody answers, or not with a success. The caller parses it. */
export async function askServer(url: string, path: string, signal: AbortSignal): Promise<unknown> {
  const answer = await send(url, path, { signal });
  return answer?.ok === true ? answer.document : undefined;
}

export interface ServerQuestion {
  readonly signal: AbortSignal;
  /** Said, not asked: `POST` with this as JSON. */
  readonly body?: unknown;
  /** Shown to the server where it asks for one. */
  readonly token?: string;
  /** Longest wait for the answer, ms. @defaultValue 5_000 */
  readonly patienceMs?: number;
}

/**
 * Asks for a document, or says something. The caller parses what is answered.
 *
 * @throws NinesError `CLI_NO_SERVER` where nobody answers; what the server says where it refuses, with its code
 */
export async function requireAnswer(url: string, path: string, question: ServerQuestion): Promise<unknown> {
  const answer = await send(url, path, question);
  if (answer?.ok === true) return answer.document;
  const problem = problemSchema.safeParse(answer?.document);
  if (problem.success) throw new NinesError(problem.data.code as ErrorCode, problem.data.detail);
  const message = `the server at ${url} does not answer; see nines status, and nines logs nines-server`;
  throw new NinesError('CLI_NO_SERVER', message);
}

interface Answer {
  readonly ok: boolean;
  readonly document: unknown;
}

async function send(url: string, path: string, question: ServerQuestion): Promise<Answer | undefined> {
  const { body, patienceMs = ANSWER_MS, signal, token } = question;
  const stop = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const said = body !== undefined && {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  };
  try {
    const answer = await fetch(new URL(path, url), { signal: stop, ...said });
    return { ok: answer.ok, document: await answer.json() };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
