/** CVs and scans of one user. */
import type { ServiceApp } from '@nines/service-kit';
import { ownerOf } from '@nines/service-kit/tokens';
import { z } from 'zod';

import type { Cvs } from '../cvs/cvs.ts';
import { fileNameOf } from '../cvs/new-cv.ts';
import { LIMITS } from '../extraction/limits.ts';
import { cvSchema, scanRequestSchema, scanSchema, userIdSchema } from '../model.ts';

export interface CvRoutesOptions {
  readonly cvs: Cvs;
}

const fileHeadersSchema = z.object({ 'x-file-name': z.string().max(1_000).optional() });

/** `PUT` and `GET /users/:id/cv`, `POST /users/:id/scans`, `GET /users/:id/scans/:scanId`. */
export function addCvRoutes(app: ServiceApp, { cvs }: CvRoutesOptions): void {
  app.get('/users/:id/cv', { schema: { params: userIdSchema, response: { 200: cvSchema } } }, (request) =>
    cvs.newest(ownerOf(request, request.params.id).userId),
  );

  const scan = { params: userIdSchema, body: scanRequestSchema, response: { 200: scanSchema } };
  app.post('/users/:id/scans', { schema: scan }, (request) =>
    cvs.scan(ownerOf(request, request.params.id).userId, request.body.jobDescription),
  );

  const stored = { params: userIdSchema.extend({ scanId: z.uuid() }), response: { 200: scanSchema } };
  app.get('/users/:id/scans/:scanId', { schema: stored }, (request) =>
    cvs.storedScan(ownerOf(request, request.params.id).userId, request.params.scanId),
  );

  // A scope of its own: here every body is a file, also one that calls itself JSON.
  void app.register((files: ServiceApp) => {
    files.removeAllContentTypeParsers();
    files.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LIMITS.fileBytes }, (_request, body, done) => {
      done(null, body);
    });
    const upload = { params: userIdSchema, headers: fileHeadersSchema, response: { 201: cvSchema } };
    files.put('/users/:id/cv', { schema: upload, bodyLimit: LIMITS.fileBytes }, async (request, reply) => {
      const { userId } = ownerOf(request, request.params.id);
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const fileName = fileNameOf(request.headers['x-file-name']);
      return reply.code(201).send(await cvs.store(userId, { bytes, fileName }, request.context.signal));
    });
  });
}
