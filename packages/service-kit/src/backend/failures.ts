/** How a backend's failure reads to our own caller: it is named, its internals are not. Pure. */
import { z } from 'zod';

import { Problem } from '../problems/problem.ts';

/** Transport errors by code: nobody there, or the connection died. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const LATE = new Set(['TimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** Connection errors after which nothing may have happened yet: worth one more try where repeating is harmless. */
const STALE = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

const problemSchema = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** What a call that got no complete answer means. */
export function transportProblem(backend: string, cause: unknown): Problem {
  if (cause instanceof Problem) return cause; // the body that was being passed on failed, for a reason of its own
  const names = namesOf(cause);
  if (names.some((name) => LATE.has(name))) return timeoutProblem(backend, cause);
  if (names.some((name) => AWAY.has(name))) return awayProblem(backend, cause);
  if (names.includes('AbortError')) return new Problem(499, 'CALLER_GONE', { cause });
  return nonsenseProblem(backend, cause);
}

/** What an answer with a status of 400 or more means. A 4xx problem is the caller's own and passes through. */
export function answerProblem(backend: string, status: number, body: unknown, retryAfter: string | undefined): Problem {
  if (status >= 502 && status <= 504) return awayProblem(backend, body);
  const parsed = problemSchema.safeParse(body);
  if (status >= 500 || !parsed.success) return nonsenseProblem(backend, body);
  const { code, detail, errors } = parsed.data;
  return new Problem(status, code as Uppercase<string>, {
    ...(detail !== undefined && { detail }),
    ...(errors !== undefined && { errors }),
    ...(retryAfter !== undefined && { retryAfterSeconds: Number(retryAfter) }),
  });
}

/** Whether the connection, not the backend, may be to blame (a proxy closed it while it was idle). */
export function isStaleConnection(error: unknown): boolean {
  return namesOf(error).some((name) => STALE.has(name));
}

/** 502: an answer that cannot be used. */
export function nonsenseProblem(backend: string, cause: unknown): Problem {
  return new Problem(502, 'BACKEND_FAILED', { detail: `${titleOf(backend)} failed`, service: backend, cause });
}

function awayProblem(backend: string, cause: unknown): Problem {
  const detail = `Failed to communicate with ${titleOf(backend)}`;
  return new Problem(503, 'BACKEND_UNAVAILABLE', { detail, service: backend, retryAfterSeconds: 1, cause });
}

function timeoutProblem(backend: string, cause: unknown): Problem {
  const detail = `${titleOf(backend)} did not answer in time`;
  return new Problem(504, 'BACKEND_TIMEOUT', { detail, service: backend, cause });
}

function titleOf(backend: string): string {
  return `${backend.charAt(0).toUpperCase()}${backend.slice(1)} service`;
}

function namesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  return 'code' in error ? [error.name, String(error.code)] : [error.name];
}
