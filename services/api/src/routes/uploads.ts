/** Files, streamed through to the service that keeps them: this one holds none of it in memory. */
import type { IncomingMessage } from 'node:http';

import { Problem, type ServicePlugin } from '@nines/service-kit';
import { callerOf } from '@nines/service-kit/tokens';
import { z } from 'zod';

import type { ServiceClient } from '../backends/service-client.ts';
import { cvSchema } from '../hiring-model.ts';
import { photoSchema } from '../model.ts';
import { limitedBody } from '../uploads/limited-body.ts';

export interface UploadRoutesOptions {
  readonly images: ServiceClient;
  readonly resumes: ServiceClient;
}

const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** A file's name as `encodeURIComponent` writes it. */
const fileNameSchema = z
  .string()
  .min(1)
  .max(1_000)
  .regex(/^[\w.%~!*'()-]+$/);
const cvHeadersSchema = z.object({ 'x-file-name': fileNameSchema });

/** `PUT /api/profile/photo`, `POST /api/cv`. */
export function uploadRoutes({ images, resumes }: UploadRoutesOptions): ServicePlugin {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, payload, done) => {
      done(null, payload);
    });

    app.put('/api/profile/photo', { schema: { response: { 200: photoSchema } } }, (request) => {
      const caller = callerOf(request);
      const call = { method: 'PUT', path: `/users/${caller.userId}/photo`, ...fileOf(request.raw) } as const;
      return images.call(caller, call, photoSchema);
    });

    const cv = { headers: cvHeadersSchema, response: { 201: cvSchema } };
    app.post('/api/cv', { schema: cv }, async (request, reply) => {
      const caller = callerOf(request, 'seeker');
      const { headers, body } = fileOf(request.raw);
      const call = {
        method: 'PUT',
        path: `/users/${caller.userId}/cv`,
        headers: { ...headers, 'x-file-name': request.headers['x-file-name'] },
        body,
      } as const;
      return reply.code(201).send(await resumes.call(caller, call, cvSchema));
    });
  };
}

function fileOf(request: IncomingMessage) {
  const { 'content-length': length, 'content-type': type, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === '0')) {
    throw new Problem(400, 'REQUEST_INVALID', { detail: 'The body must be the file itself' });
  }
  const headers = { 'content-type': type ?? 'application/octet-stream', ...(length && { 'content-length': length }) };
  return { headers, body: limitedBody(request, MAX_FILE_BYTES) };
}
