import { describe, expect, it } from 'vitest';

import { Problem } from '../problems/problem.ts';
import { answerProblem, isStaleConnection, transportProblem } from './failures.ts';

function failure(code: string, name = 'Error'): Error {
  return Object.assign(new Error(code), { code, name });
}

describe('transportProblem', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT'])(
    'names a backend that is away: %s',
    (code) => {
      const problem = transportProblem('auth', failure(code));
      expect(problem).toMatchObject({ status: 503, code: 'BACKEND_UNAVAILABLE' });
      expect(problem.message).toBe('Failed to communicate with Auth service');
      expect(problem.options).toMatchObject({ service: 'auth', retryAfterSeconds: 1 });
    },
  );

  it.each([failure('UND_ERR_HEADERS_TIMEOUT'), failure('23', 'TimeoutError')])(
    'names a backend that is late: %s',
    (error) => {
      expect(transportProblem('auth', error)).toMatchObject({ status: 504, code: 'BACKEND_TIMEOUT' });
    },
  );

  it('blames nobody when the caller has gone', () => {
    expect(transportProblem('auth', failure('20', 'AbortError'))).toMatchObject({ status: 499, code: 'CALLER_GONE' });
  });

  it('leaves a problem of the body that was passed on as it is', () => {
    const problem = new Problem(413, 'BODY_TOO_LARGE');
    expect(transportProblem('images', problem)).toBe(problem);
  });
});

describe('answerProblem', () => {
  it.each([502, 503, 504])('takes %i of whoever answers for the backend as its absence', (status) => {
    expect(answerProblem('resumes', status, undefined, undefined).code).toBe('BACKEND_UNAVAILABLE');
  });

  it('keeps the backend’s internals to itself', () => {
    const problem = answerProblem('auth', 500, { code: 'INTERNAL', detail: 'secret' }, undefined);
    expect(problem.toDocument('id')).not.toHaveProperty('detail', 'secret');
    expect(problem.code).toBe('BACKEND_FAILED');
  });

  it('passes the caller’s own mistakes on', () => {
    const errors = [{ path: '/email', message: 'Invalid' }];
    const body = { code: 'REQUEST_INVALID', detail: 'd', errors, more: 1 };
    expect(answerProblem('auth', 400, body, '3').toDocument('id')).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code: 'REQUEST_INVALID',
      detail: 'd',
      errors,
      correlationId: 'id',
    });
  });

  it('calls a refusal that is no problem document nonsense', () => {
    expect(answerProblem('auth', 404, '<html>', undefined)).toMatchObject({ status: 502, code: 'BACKEND_FAILED' });
  });
});

it('tells a connection that was closed while idle from a backend that is not there', () => {
  expect(isStaleConnection(failure('UND_ERR_SOCKET'))).toBe(true);
  expect(isStaleConnection(failure('ECONNREFUSED'))).toBe(false);
});
