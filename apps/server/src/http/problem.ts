/** Errors as callers see them. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { messageOf, NinesError } from '@nines/kernel';
import type { ServerApp } from './fastify-app.ts';
import type { Log } from '../log.ts';

/** What a request may be answered with by code; everything else is nobody's business but the log's. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  API_BAD_REQUEST: 400,
  STORE_BAD_EVENT: 400,
  API_UNAUTHORIZED: 401,
  API_FORBIDDEN: 403,
  API_FOREIGN_HOST: 403,
  API_CSRF: 403,
  API_NOT_FOUND: 404,
  INCIDENT_UNKNOWN: 404,
  INCIDENT_MERGED: 409,
  INCIDENT_ILLEGAL_TRANSITION: 409,
  INCIDENT_UNKNOWN_TASK: 404,
  INCIDENT_NOT_MERGEABLE: 409,
  INCIDENT_NOT_SPLITTABLE: 409,
  INTAKE_UNUSABLE: 422,
  NOTIFY_UNKNOWN_CHANNEL: 404,
  SERVER_BUSY: 503,
  API_CONFLICT: 409,
  API_KEY_REUSED: 422,
  API_TOO_MANY: 429,
  BACKUP_DAMAGED: 422,
  BACKUP_NEWER: 422,
  BACKUP_UNFIT: 422,
  BACKUP_OLDER_THAN_STATE: 409,
  BACKUP_NO_ROOM: 507,
  API_UNAVAILABLE: 503,
  SERVER_PART_AWAY: 503,
  SERVER_PART_REFUSED: 502,
  STORE_UNREACHABLE: 503,
  RUNTIME_NOT_RUNNING: 503,
  CONTROL_TIMED_OUT: 503,
};

/** What is away is back soon, or somebody else says so. */
const RETRY_AFTER_SECONDS = 1;

/** Answers every error with RFC 9457's problem+json. */
export function answerProblems(app: ServerApp, log: Log): void {
  app.setErrorHandler((error, _request, reply) => sendError(reply, error, log));
  app.setNotFoundHandler((request: FastifyRequest, reply) =>
    sendError(reply, new NinesError('API_NOT_FOUND', `there is no ${request.method} ${pathOf(request)}`), log),
  );
}

/** As problem+json, whatever it is. */
export async function sendError(reply: FastifyReply, error: unknown, log: Log): Promise<FastifyReply> {
  const known = knownError(error);
  const status = known === undefined ? undefined : STATUS_BY_CODE[known.code];
  const retryAfter = known?.details['retryAfterSeconds'];
  if (typeof retryAfter === 'number') void reply.header('retry-after', String(retryAfter));
  if (known !== undefined && status !== undefined) return send(reply, status, known.code, known.message);
  const correlationId = randomUUID();
  log('error', 'A request failed unexpectedly', {
    correlationId,
    reason: error instanceof Error ? error.stack : messageOf(error),
  });
  return send(reply, 500, 'API_INTERNAL', `this was not expected; the server's log knows more under ${correlationId}`);
}

function knownError(error: unknown): NinesError | undefined {
  if (error instanceof NinesError) return error;
  const { statusCode, message } = error as Partial<FastifyError>;
  const isCallers = statusCode !== undefined && statusCode >= 400 && statusCode < 500;
  return isCallers ? new NinesError('API_BAD_REQUEST', message ?? 'the request is not valid') : undefined;
}

function send(reply: FastifyReply, status: number, code: Uppercase<string>, detail: string): FastifyReply {
  // As text: a route's response schema knows its successes only.
  const body = JSON.stringify({ type: 'about:blank', status, code, detail });
  if (status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  return reply.code(status).type('application/problem+json').serializer(String).send(body);
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? url;
}
