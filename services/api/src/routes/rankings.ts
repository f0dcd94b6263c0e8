/** Candidates for a job, best first: scores from resumes, faces and names from the services that have them. */
import type { ServiceApp } from '@nines/service-kit';
import { type Caller, callerOf } from '@nines/service-kit/tokens';

import type { People } from '../backends/people.ts';
import type { ServiceClient } from '../backends/service-client.ts';
import {
  type Ranking,
  rankingListSchema,
  rankingRequestSchema,
  rankingSchema,
  type StoredRanking,
  storedRankingSchema,
} from '../hiring-model.ts';
import { idSchema } from '../model.ts';

export interface RankingRoutesOptions {
  readonly resumes: ServiceClient;
  readonly people: People;
}

/** `POST` and `GET /api/rankings`, `GET /api/rankings/:id`. */
export function addRankingRoutes(app: ServiceApp, { resumes, people }: RankingRoutesOptions): void {
  const withPeople = async (caller: Caller, ranking: StoredRanking): Promise<Ranking> => {
    const ids = ranking.candidates.map((candidate) => candidate.userId);
    const personOf = await people.byId(caller, ids);
    const candidates = ranking.candidates.map((candidate) => ({ ...candidate, ...personOf(candidate.userId) }));
    return { ...ranking, candidates };
  };

  const creation = { body: rankingRequestSchema, response: { 201: rankingSchema } };
  app.post('/api/rankings', { schema: creation }, async (request, reply) => {
    const caller = callerOf(request, 'recruiter');
    const call = { method: 'POST', path: '/rankings', json: request.body } as const;
    const ranking = await resumes.call(caller, call, storedRankingSchema);
    return reply.code(201).send(await withPeople(caller, ranking));
  });

  app.get('/api/rankings', { schema: { response: { 200: rankingListSchema } } }, (request) =>
    resumes.call(callerOf(request, 'recruiter'), { method: 'GET', path: '/rankings' }, rankingListSchema),
  );

  app.get('/api/rankings/:id', { schema: { params: idSchema, response: { 200: rankingSchema } } }, async (request) => {
    const caller = callerOf(request, 'recruiter');
    const call = { method: 'GET', path: `/rankings/${request.params.id}` } as const;
    return withPeople(caller, await resumes.call(caller, call, storedRankingSchema));
  });
}
