/** A job seeker's CV and its scan. */
import { Problem, type ServiceApp } from '@nines/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Cv } from '../api/model.ts';
import { blankForm, fieldsOf, formAfter, parseForm, statusOf } from '../forms/form.ts';
import { scanForm } from '../forms/job-forms.ts';
import { cvPage, type CvPageState } from '../pages/cv-page.ts';
import type { PageRoutesOptions } from './account.ts';
import { fileComplaint } from './profile.ts';

const doneQuery = z.object({ done: z.string().optional().catch(undefined) });

/** `/cv`, `/cv/scan`, `/cv/scans/:id`. */
export function addCvRoutes(app: ServiceApp, { api, visits }: PageRoutesOptions): void {
  const show = async (request: FastifyRequest, reply: FastifyReply, state: Omit<CvPageState, 'cv'>, status: number) => {
    // While a backend is away what was typed matters more than the CV beside it.
    const cv =
      state.form.away === true ? 'away' : await api.cv(await visits.token(request, reply, 'seeker')).catch(noCv);
    const notice =
      status === 200 && hasDone(request.query) ? 'Your CV is read. Now paste a job description.' : undefined;
    return visits.show(
      request,
      reply,
      (visit) => ({ ...cvPage(visit, { ...state, cv }), ...(notice !== undefined && { notice }) }),
      status,
    );
  };

  app.get('/cv', { schema: { querystring: doneQuery } }, (request, reply) =>
    show(request, reply, { form: blankForm() }, 200),
  );

  app.post('/cv', async (request, reply) => {
    const { upload } = request;
    const complain = (fileProblem: string) => show(request, reply, { form: blankForm(), fileProblem }, 422);
    if (upload === null) return complain('Choose a file first.');
    if (upload === 'too-large') return complain('The file is larger than 5 MB.');
    try {
      await api.uploadCv(await visits.token(request, reply, 'seeker'), upload);
    } catch (error) {
      return complain(fileComplaint(error));
    }
    return reply.redirect('/cv?done=read', 303);
  });

  app.get('/cv/scans/:id', { schema: { params: z.object({ id: z.string().max(64) }) } }, async (request, reply) => {
    const result = await api.storedScan(await visits.token(request, reply, 'seeker'), request.params.id);
    return show(request, reply, { form: blankForm({ jobDescription: result.jobDescription }), result }, 200);
  });

  app.get('/cv/scan', (_request, reply) => reply.redirect('/cv', 303));

  app.post('/cv/scan', async (request, reply) => {
    const values = fieldsOf(request.body);
    const parsed = parseForm(scanForm, values);
    if ('form' in parsed) return show(request, reply, { form: parsed.form }, 422);
    try {
      const { id } = await api.scan(await visits.token(request, reply, 'seeker'), parsed.value.jobDescription);
      return await reply.redirect(`/cv/scans/${encodeURIComponent(id)}`, 303);
    } catch (error) {
      const form = formAfter(error, values);
      return show(request, reply, { form }, statusOf(form));
    }
  });
}

function hasDone(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'done' in query && query.done === 'read';
}

function noCv(error: unknown): Cv | undefined {
  if (error instanceof Problem && error.code === 'CV_NOT_FOUND') return undefined;
  throw error;
}
