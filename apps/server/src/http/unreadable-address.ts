/** Of an address that cannot be taken apart Fastify looks for no route, and runs no hook: what those do is done here. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';
import { protect } from './answer-headers.ts';
import { requireOwnHost } from './own-host.ts';
import { sendError } from './problem.ts';

/** For Fastify's `frameworkErrors`. */
export function refuseAddress(log: Log) {
  return (error: unknown, { raw }: FastifyRequest, reply: FastifyReply): void => {
    protect(reply);
    // Nobody waits for a body that belongs to it.
    void reply.header('cache-control', 'no-store').header('connection', 'close');
    try {
      requireOwnHost(raw.rawHeaders);
      void sendError(reply, error, log);
    } catch (foreign) {
      void sendError(reply, foreign, log);
    }
  };
}
