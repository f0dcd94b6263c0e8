/** Rankings of one hiring team member. */
import type { ServiceApp } from '@nines/service-kit';
import { callerOf } from '@nines/service-kit/tokens';
import { z } from 'zod';

import { rankingIdSchema, rankingRequestSchema, rankingSchema, rankingSummarySchema } from '../model.ts';
import type { Rankings } from '../rankings/rankings.ts';

export interface RankingRoutesOptions {
  readonly rankings: Rankings;
}

/** `POST` and `GET /rankings`, `GET /rankings/:id`; the owner is the caller. */
export function addRankingRoutes(app: ServiceApp, { rankings }: RankingRoutesOptions): void {
  const create = { body: rankingRequestSchema, response: { 201: rankingSchema } };
  app.post('/rankings', { schema: create }, async (request, reply) => {
    const { userId } = callerOf(request, 'recruiter');
    return reply.code(201).send(await rankings.create(userId, request.body, request.context.signal));
  });

  const list = { response: { 200: z.object({ data: z.array(rankingSummarySchema).readonly() }) } };
  app.get('/rankings', { schema: list }, async (request) => ({
    data: await rankings.list(callerOf(request, 'recruiter').userId),
  }));

  const stored = { params: rankingIdSchema, response: { 200: rankingSchema } };
  app.get('/rankings/:id', { schema: stored }, (request) =>
    rankings.stored(callerOf(request, 'recruiter').userId, request.params.id),
  );
}
