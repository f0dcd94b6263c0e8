/** What the api does with users' photos. */
import { Problem, type ServicePlugin } from '@nines/service-kit';
import { ownerOf, requireCaller, type TokenVerifier } from '@nines/service-kit/tokens';
import { z } from 'zod';

import { lookupSchema, photoSchema, userIdSchema, userPhotoSchema } from '../model.ts';
import type { Photos } from '../photos/photos.ts';

export interface PhotoRoutesOptions {
  readonly photos: Photos;
  readonly verify: TokenVerifier;
}

/** Largest upload, bytes. */
const MAX_UPLOAD_BYTES = 5 * 1024 * 1024;

/** `PUT`, `GET` and `DELETE /users/:id/photo`, `POST /photos/lookup`: with a service token only. */
export function photoRoutes({ photos, verify }: PhotoRoutesOptions): ServicePlugin {
  return async (app) => {
    requireCaller(app, verify);
    // Whatever the content type claims: the bytes are looked at later.
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_UPLOAD_BYTES }, (_request, body, done) => {
      done(null, body);
    });
    const schema = { params: userIdSchema, response: { 200: photoSchema } };

    app.put('/users/:id/photo', { schema, bodyLimit: MAX_UPLOAD_BYTES }, (request) => {
      const { userId } = ownerOf(request, request.params.id);
      return photos.replace(userId, uploadOf(request.body));
    });
    app.get('/users/:id/photo', { schema }, (request) => photos.of(ownerOf(request, request.params.id).userId));
    app.delete('/users/:id/photo', { schema: { params: userIdSchema } }, async (request, reply) => {
      await photos.remove(ownerOf(request, request.params.id).userId);
      return reply.code(204).send();
    });

    const lookup = { body: lookupSchema, response: { 200: z.object({ data: z.array(userPhotoSchema) }) } };
    app.post('/photos/lookup', { schema: lookup }, async (request) => ({
      data: [...(await photos.lookup(request.body.ids))],
    }));
  };
}

function uploadOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  throw new Problem(415, 'MEDIA_TYPE_UNSUPPORTED', { detail: 'The body must be the image itself' });
}
