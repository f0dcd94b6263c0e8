/** Logging in, staying in, logging out. */
import type { ServiceApp } from '@nines/service-kit';

import { accessGrantSchema, credentialsSchema, refreshSchema, sessionSchema } from '../model.ts';
import type { UserRoutesOptions } from './users.ts';

/** `POST /sessions`, `POST /sessions/refresh`, `POST /sessions/revoke`. */
export function addSessionRoutes(app: ServiceApp, { accounts, sessions }: UserRoutesOptions): void {
  const login = { body: credentialsSchema, response: { 201: sessionSchema } };
  app.post('/sessions', { schema: login }, async (request, reply) => {
    const user = await accounts.verify(request.body);
    return reply.code(201).send(await sessions.open(user));
  });

  const refresh = { body: refreshSchema, response: { 200: accessGrantSchema } };
  app.post('/sessions/refresh', { schema: refresh }, (request) => sessions.refresh(request.body.refreshToken));

  app.post('/sessions/revoke', { schema: { body: refreshSchema } }, async (request, reply) => {
    await sessions.close(request.body.refreshToken);
    return reply.code(204).send();
  });
}
