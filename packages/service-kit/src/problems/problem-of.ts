/** Whatever was thrown, as the problem that the caller may see. */
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';

import { isDatabaseAway } from '../database/database-away.ts';
import { Problem } from './problem.ts';

/** Framework errors by their code; everything else that is unknown becomes a 500 without detail. */
const FRAMEWORK_PROBLEMS: Readonly<Record<string, readonly [number, Uppercase<string>, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'BODY_TOO_LARGE', 'The body is larger than this address takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'MEDIA_TYPE_UNSUPPORTED', 'This address does not take that content type'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'REQUEST_INVALID', 'A JSON body is missing'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'REQUEST_INVALID', 'The body is not JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'REQUEST_INVALID', 'The body is not as long as its Content-Length says'],
};

/** Maps any thrown value to a problem; `cause` keeps the original for the log. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map((fault) => ({ path: fault.instancePath, message: fault.message ?? 'invalid' }));
    return new Problem(400, 'REQUEST_INVALID', { detail: 'The request is not valid', errors });
  }
  if (isDatabaseAway(error)) return databaseProblem(error);
  const known = FRAMEWORK_PROBLEMS[codeOf(error)];
  if (known !== undefined) return new Problem(known[0], known[1], { detail: known[2], cause: error });
  const status = clientStatusOf(error);
  if (status !== undefined) return new Problem(status, 'REQUEST_INVALID', { cause: error });
  return new Problem(500, 'INTERNAL', { detail: 'Something went wrong on our side', cause: error });
}

function databaseProblem(cause: unknown): Problem {
  const detail = 'Failed to communicate with the database';
  return new Problem(503, 'DATABASE_UNAVAILABLE', { detail, service: 'postgres', retryAfterSeconds: 1, cause });
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** A 4xx that the framework itself decided on (URI malformed, too many parameters): its status is safe to show. */
function clientStatusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}
