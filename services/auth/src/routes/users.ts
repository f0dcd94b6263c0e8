/** Registration and passwords. */
import type { ServiceApp } from '@nines/service-kit';
import { ownerOf } from '@nines/service-kit/tokens';

import type { Accounts } from '../accounts/accounts.ts';
import type { Sessions } from '../accounts/sessions.ts';
import { passwordChangeSchema, registrationSchema, sessionSchema, userIdSchema } from '../model.ts';

export interface UserRoutesOptions {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
}

/** `POST /users`, `PUT /users/:id/password`. */
export function addUserRoutes(app: ServiceApp, { accounts, sessions }: UserRoutesOptions): void {
  const registration = { body: registrationSchema, response: { 201: sessionSchema } };
  app.post('/users', { schema: registration }, async (request, reply) => {
    const user = await accounts.register(request.body);
    return reply.code(201).send(await sessions.open(user));
  });

  const change = { params: userIdSchema, body: passwordChangeSchema };
  app.put('/users/:id/password', { schema: change }, async (request, reply) => {
    const { userId } = ownerOf(request, request.params.id);
    await accounts.changePassword(userId, request.body);
    return reply.code(204).send();
  });
}
