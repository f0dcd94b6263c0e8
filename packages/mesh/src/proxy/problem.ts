/**
 * Answers of the mesh itself, as problem details.
 *
 * @see RFC 9457
 */
import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '@nines/kernel';
import type { TryFailure } from './retry-policy.ts';

export interface Problem {
  readonly status: number;
  readonly code: ErrorCode;
  /** For the person who reads it: what happened and to what. */
  readonly detail: string;
  /** Metric label and, for refusals, the exact rule. */
  readonly reason: string;
  readonly service?: string;
  /** Where to ask instead. */
  readonly location?: string;
}

export interface ProblemFraming {
  readonly close: boolean;
  readonly isHead: boolean;
  readonly clientMinorVersion: number;
  readonly date: string;
}

/** The whole response, head and body. */
export function renderProblem(problem: Problem, framing: ProblemFraming): Buffer {
  const { status, code, detail, reason, service, location } = problem;
  const title = STATUS_CODES[status] ?? 'Error';
  const body = JSON.stringify({ type: 'about:blank', title, status, code, reason, service, detail });
  const lines = [
    `HTTP/1.1 ${status} ${title}`,
    `Date: ${framing.date}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(location === undefined ? [] : [`Location: ${location}`]),
    ...connectionLine(framing),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${framing.isHead ? '' : body}`);
}

function connectionLine({ close, clientMinorVersion }: ProblemFraming): string[] {
  if (close) return ['Connection: close'];
  return clientMinorVersion === 0 ? ['Connection: keep-alive'] : [];
}

export function noInstance(service: string): Problem {
  const detail = `Service "${service}" has no ready instance`;
  return { status: 503, code: 'MESH_NO_INSTANCE', reason: 'no_instance', service, detail };
}

function upstreamFailed(service: string, reason: 'connect' | 'reset' | 'malformed'): Problem {
  const what = {
    connect: 'could not be reached',
    reset: 'closed the connection without a complete answer',
    malformed: 'gave an answer that is not valid HTTP/1.1',
  }[reason];
  return { status: 502, code: 'MESH_UPSTREAM_FAILED', reason, service, detail: `Service "${service}" ${what}` };
}

/** What is answered when the last try has failed. */
export function problemOf(failure: TryFailure, service: string): Problem {
  switch (failure) {
    case 'timeout':
      return upstreamTimeout(service);
    case 'connect':
    case 'malformed':
      return upstreamFailed(service, failure);
    default:
      return upstreamFailed(service, 'reset');
  }
}

export function injected(service: string, status: number, fault: string): Problem {
  const detail = `Fault "${fault}" answers in place of service "${service}"`;
  return { status, code: 'MESH_FAULT_INJECTED', reason: 'fault', service, detail };
}

function upstreamTimeout(service: string): Problem {
  const detail = `Service "${service}" did not begin to answer in time`;
  return { status: 504, code: 'MESH_UPSTREAM_TIMEOUT', reason: 'timeout', service, detail };
}

export const REQUEST_TIMEOUT: Problem = {
  status: 408,
  code: 'MESH_REQUEST_TIMEOUT',
  reason: 'request_timeout',
  detail: 'The request did not arrive in time',
};

export const TOO_MANY_CONNECTIONS: Problem = {
  status: 503,
  code: 'MESH_TOO_MANY_CONNECTIONS',
  reason: 'too_many_connections',
  detail: 'This address has as many connections as it accepts',
};

export const NOT_ROUTED: Problem = {
  status: 404,
  code: 'MESH_NO_ROUTE',
  reason: 'no_route',
  detail: 'Nothing is published at this host and path',
};

/**
 * The host is served by HTTPS only. Method and body are to be the same there.
 *
 * @see RFC 9110, section 15.4.9
 */
export function httpsOnly(location: string): Problem {
  const detail = `This host is served by HTTPS, at ${location}`;
  return { status: 308, code: 'MESH_HTTPS_ONLY', reason: 'https_only', location, detail };
}
