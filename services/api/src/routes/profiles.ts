/** What users keep about themselves. */
import type { ServiceApp } from '@nines/service-kit';
import { callerOf } from '@nines/service-kit/tokens';

import type { People } from '../backends/people.ts';
import type { ServiceClient } from '../backends/service-client.ts';
import { accountProfileSchema, passwordChangeSchema, profileChangeSchema, profileSchema } from '../model.ts';

export interface ProfileRoutesOptions {
  readonly auth: ServiceClient;
  readonly images: ServiceClient;
  readonly people: People;
}

/** `GET` and `PUT /api/profile`, `PUT /api/profile/password`, `DELETE /api/profile/photo`. */
export function addProfileRoutes(app: ServiceApp, { auth, images, people }: ProfileRoutesOptions): void {
  const response = { 200: profileSchema };
  app.get('/api/profile', { schema: { response } }, async (request) => {
    const caller = callerOf(request);
    const path = `/users/${caller.userId}/profile`;
    const [profile, photo] = await Promise.all([
      auth.call(caller, { method: 'GET', path }, accountProfileSchema),
      people.ownPhoto(caller),
    ]);
    return { ...profile, photo };
  });

  app.put('/api/profile', { schema: { body: profileChangeSchema, response } }, async (request) => {
    const caller = callerOf(request);
    const path = `/users/${caller.userId}/profile`;
    const profile = await auth.call(caller, { method: 'PUT', path, json: request.body }, accountProfileSchema);
    return { ...profile, photo: await people.ownPhoto(caller) };
  });

  app.put('/api/profile/password', { schema: { body: passwordChangeSchema } }, async (request, reply) => {
    const caller = callerOf(request);
    await auth.send(caller, { method: 'PUT', path: `/users/${caller.userId}/password`, json: request.body });
    return reply.code(204).send();
  });

  app.delete('/api/profile/photo', async (request, reply) => {
    const caller = callerOf(request);
    await images.send(caller, { method: 'DELETE', path: `/users/${caller.userId}/photo` });
    return reply.code(204).send();
  });
}
