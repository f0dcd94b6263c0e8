/** What users keep about themselves. */
import type { ServiceApp } from '@nines/service-kit';
import { ownerOf } from '@nines/service-kit/tokens';
import { z } from 'zod';

import type { Accounts } from '../accounts/accounts.ts';
import { cardSchema, lookupSchema, profileChangeSchema, profileSchema, userIdSchema } from '../model.ts';

export interface ProfileRoutesOptions {
  readonly accounts: Accounts;
}

/** `GET` and `PUT /users/:id/profile`, `POST /profiles/lookup`. */
export function addProfileRoutes(app: ServiceApp, { accounts }: ProfileRoutesOptions): void {
  const response = { 200: profileSchema };
  app.get('/users/:id/profile', { schema: { params: userIdSchema, response } }, (request) =>
    accounts.profile(ownerOf(request, request.params.id).userId),
  );

  const change = { params: userIdSchema, body: profileChangeSchema, response };
  app.put('/users/:id/profile', { schema: change }, (request) =>
    accounts.changeProfile(ownerOf(request, request.params.id).userId, request.body),
  );

  const lookup = { body: lookupSchema, response: { 200: z.object({ data: z.array(cardSchema) }) } };
  app.post('/profiles/lookup', { schema: lookup }, async (request) => ({
    data: [...(await accounts.cards(request.body.ids))],
  }));
}
