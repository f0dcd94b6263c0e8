/** What every answer says besides itself: how browsers are to treat it, and whether it is news. */
import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { ServerApp } from './fastify-app.ts';

/** For what is data: no browser is to show it, guess at it, embed it, or keep it. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

export function addAnswerHeaders(app: ServerApp): void {
  app.addHook('onSend', async (request, reply, payload) => {
    protect(reply);
    const isReading = request.method === 'GET' && reply.statusCode === 200 && typeof payload === 'string';
    if (!isReading || !request.url.startsWith('/api/')) {
      if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
      return payload;
    }
    const etag = `W/"${createHash('sha1').update(payload).digest('base64url')}"`;
    void reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (!isKnown(request.headers['if-none-match'], etag)) return payload;
    void reply.code(304).removeHeader('content-type');
    return '';
  });
}

/** Says how browsers are to treat an answer, where it does not say so itself. */
export function protect(reply: FastifyReply): void {
  for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) void reply.header(name, value);
}

/** @see RFC 9110, section 13.1.2 */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((each) => each.trim() === etag || each.trim() === '*');
}
