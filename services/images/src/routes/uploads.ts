/** The public side: photos by name, for everybody, for ever the same. */
import { Problem, type ServiceApp } from '@nines/service-kit';
import { z } from 'zod';

import type { ObjectCache } from '../photos/object-cache.ts';

export interface UploadRoutesOptions {
  readonly cache: Pick<ObjectCache, 'get'>;
}

const nameSchema = z.object({ name: z.string() });

/** What `objectNameOf` makes; nothing else is even looked for. */
const UPLOAD_NAME = /^[0-9a-f]{64}\.(webp|png)$/;

/** A year, the longest that caches honour; pages of other origins may show the photo, and nothing in it can run. */
const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
};

/** `GET` and `HEAD /uploads/:name`. */
export function addUploadRoutes(app: ServiceApp, { cache }: UploadRoutesOptions): void {
  app.get('/uploads/:name', { schema: { params: nameSchema } }, async (request, reply) => {
    const { name } = request.params;
    const extension = UPLOAD_NAME.exec(name)?.[1];
    const content = extension === undefined ? undefined : await cache.get(name);
    if (content === undefined) throw new Problem(404, 'PHOTO_NOT_FOUND', { detail: 'There is no such photo' });
    const etag = `"${name}"`;
    reply.headers(HEADERS).header('etag', etag);
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return reply.type(`image/${extension ?? 'webp'}`).send(content);
  });
}

/** @see RFC 9110 "HTTP Semantics", section 13.1.2: weak comparison, `*` matches whatever is there */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));
}
