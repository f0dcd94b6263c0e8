/** Rankings of a hiring team. */
import type { ServiceApp } from '@nines/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { blankForm, fieldsOf, formAfter, type FormState, parseForm, statusOf } from '../forms/form.ts';
import { rankingForm } from '../forms/job-forms.ts';
import { rankingPage, rankingsPage } from '../pages/ranking-pages.ts';
import type { PageRoutesOptions } from './account.ts';

/** `/rankings`, `/rankings/:id`. */
export function addRankingRoutes(app: ServiceApp, { api, visits }: PageRoutesOptions): void {
  const show = async (request: FastifyRequest, reply: FastifyReply, form: FormState, status: number) => {
    // While a backend is away what was typed matters more than the list beside it.
    const rankings = form.away === true ? [] : await api.rankings(await visits.token(request, reply, 'recruiter'));
    return visits.show(request, reply, (visit) => rankingsPage(visit, rankings, form), status);
  };

  app.get('/rankings', (request, reply) => show(request, reply, blankForm(), 200));

  app.post('/rankings', async (request, reply) => {
    const values = fieldsOf(request.body);
    const parsed = parseForm(rankingForm, values);
    if ('form' in parsed) return show(request, reply, parsed.form, statusOf(parsed.form));
    try {
      const { id } = await api.rank(await visits.token(request, reply, 'recruiter'), parsed.value);
      return await reply.redirect(`/rankings/${encodeURIComponent(id)}`, 303);
    } catch (error) {
      const form = formAfter(error, values);
      return show(request, reply, form, statusOf(form));
    }
  });

  app.get('/rankings/:id', { schema: { params: z.object({ id: z.string().max(64) }) } }, async (request, reply) => {
    const ranking = await api.ranking(await visits.token(request, reply, 'recruiter'), request.params.id);
    return visits.show(request, reply, (visit) => rankingPage(visit, ranking));
  });
}
