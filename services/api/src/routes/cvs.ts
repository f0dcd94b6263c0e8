/** What a job seeker learns from their CV. */
import type { ServiceApp } from '@nines/service-kit';
import { callerOf } from '@nines/service-kit/tokens';

import type { ServiceClient } from '../backends/service-client.ts';
import { cvSchema, scanRequestSchema, scanSchema } from '../hiring-model.ts';
import { idSchema } from '../model.ts';

export interface CvRoutesOptions {
  readonly resumes: ServiceClient;
}

/** `GET /api/cv`, `POST /api/cv/scan`, `GET /api/cv/scans/:id`; uploads are in `uploads.ts`. */
export function addCvRoutes(app: ServiceApp, { resumes }: CvRoutesOptions): void {
  app.get('/api/cv', { schema: { response: { 200: cvSchema } } }, (request) => {
    const caller = callerOf(request, 'seeker');
    return resumes.call(caller, { method: 'GET', path: `/users/${caller.userId}/cv` }, cvSchema);
  });

  const scan = { body: scanRequestSchema, response: { 200: scanSchema } };
  app.post('/api/cv/scan', { schema: scan }, (request) => {
    const caller = callerOf(request, 'seeker');
    const path = `/users/${caller.userId}/scans`;
    return resumes.call(caller, { method: 'POST', path, json: request.body }, scanSchema);
  });
  const stored = { params: idSchema, response: { 200: scanSchema } };
  app.get('/api/cv/scans/:id', { schema: stored }, (request) => {
    const caller = callerOf(request, 'seeker');
    const path = `/users/${caller.userId}/scans/${request.params.id}`;
    return resumes.call(caller, { method: 'GET', path }, scanSchema);
  });
}
