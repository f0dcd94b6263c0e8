/** The one place where an error becomes an HTTP answer. */
import type { FastifyReply, FastifyRequest } from 'fastify';

import { traceFields } from '../logs/logger.ts';
import type { ServiceApp } from '../service/service-app.ts';
import { Problem } from './problem.ts';
import { problemOf } from './problem-of.ts';

/** Makes every error and every unknown address answer problem+json. */
export function answerProblems(app: ServiceApp): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) logProblem(request, problem);
    return answer(request, reply, problem);
  });
  app.setNotFoundHandler((request, reply) =>
    answer(request, reply, new Problem(404, 'NOT_FOUND', { detail: 'There is nothing at this address' })),
  );
}

function answer(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { retryAfterSeconds } = problem.options;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problem.toDocument(request.context.trace.traceId));
}

function logProblem(request: FastifyRequest, problem: Problem): void {
  const err = problem.cause ?? problem;
  const fields = { ...traceFields(request.context.trace), code: problem.code, service: problem.options.service, err };
  if (problem.status === 500) request.log.error(fields, 'Request failed unexpectedly');
  else request.log.warn(fields, 'Request failed');
}
