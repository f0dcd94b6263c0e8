/** Getting in and out: nobody is known yet. */
import type { ServiceApp } from '@nines/service-kit';

import { ANONYMOUS, type ServiceClient } from '../backends/service-client.ts';
import { accessGrantSchema, credentialsSchema, refreshSchema, registrationSchema, sessionSchema } from '../model.ts';

export interface AccountRoutesOptions {
  readonly auth: ServiceClient;
}

/** `POST /api/register`, `/api/login`, `/api/token/refresh`, `/api/logout`. */
export function addAccountRoutes(app: ServiceApp, { auth }: AccountRoutesOptions): void {
  const registration = { body: registrationSchema, response: { 201: sessionSchema } };
  app.post('/api/register', { schema: registration }, async (request, reply) => {
    const session = await auth.call(ANONYMOUS, { method: 'POST', path: '/users', json: request.body }, sessionSchema);
    return reply.code(201).send(session);
  });

  const login = { body: credentialsSchema, response: { 200: sessionSchema } };
  app.post('/api/login', { schema: login }, (request) =>
    auth.call(ANONYMOUS, { method: 'POST', path: '/sessions', json: request.body }, sessionSchema),
  );

  const refresh = { body: refreshSchema, response: { 200: accessGrantSchema } };
  app.post('/api/token/refresh', { schema: refresh }, (request) =>
    auth.call(ANONYMOUS, { method: 'POST', path: '/sessions/refresh', json: request.body }, accessGrantSchema),
  );

  app.post('/api/logout', { schema: { body: refreshSchema } }, async (request, reply) => {
    await auth.send(ANONYMOUS, { method: 'POST', path: '/sessions/revoke', json: request.body });
    return reply.code(204).send();
  });
}
