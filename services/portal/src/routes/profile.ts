/** One's own profile and photo. */
import { Problem, type ServiceApp } from '@nines/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { blankForm, fieldsOf, formAfter, type FormState, parseForm, statusOf } from '../forms/form.ts';
import type { Profile } from '../api/model.ts';
import { profileForm } from '../forms/profile-form.ts';
import { profilePage, profileValues } from '../pages/profile-page.ts';
import type { PageRoutesOptions } from './account.ts';

const NOTICES: Readonly<Record<string, string>> = {
  saved: 'Your profile is saved.',
  photo: 'Your photo is up.',
  removed: 'Your photo is removed.',
};
const doneQuery = z.object({ done: z.string().optional().catch(undefined) });

/** What is shown besides the profile as it is kept. */
interface Attempt {
  readonly form?: FormState;
  readonly photoProblem?: string;
  readonly notice?: string;
}

/** `/profile`, `/profile/photo`, `/profile/photo/delete`. */
export function addProfileRoutes(app: ServiceApp, { api, visits }: PageRoutesOptions): void {
  const show = async (request: FastifyRequest, reply: FastifyReply, { form, photoProblem, notice }: Attempt) => {
    const token = await visits.token(request, reply);
    const profile = form?.away === true ? profileTyped(form) : await api.profile(token);
    const state = form ?? blankForm(profileValues(profile));
    const status = form === undefined ? (photoProblem === undefined ? 200 : 422) : statusOf(form);
    return visits.show(
      request,
      reply,
      (visit) => ({ ...profilePage(visit, profile, state, photoProblem), ...(notice !== undefined && { notice }) }),
      status,
    );
  };

  app.get('/profile', { schema: { querystring: doneQuery } }, (request, reply) => {
    const notice = NOTICES[request.query.done ?? ''];
    return show(request, reply, notice === undefined ? {} : { notice });
  });

  app.post('/profile', async (request, reply) => {
    const values = fieldsOf(request.body);
    const parsed = parseForm(profileForm, values);
    if ('form' in parsed) return show(request, reply, { form: parsed.form });
    try {
      await api.changeProfile(await visits.token(request, reply), parsed.value);
    } catch (error) {
      return show(request, reply, { form: formAfter(error, values) });
    }
    return reply.redirect('/profile?done=saved', 303);
  });

  app.post('/profile/photo', async (request, reply) => {
    const { upload } = request;
    if (upload === null) return show(request, reply, { photoProblem: 'Choose a photo first.' });
    if (upload === 'too-large') return show(request, reply, { photoProblem: 'The photo is larger than 5 MB.' });
    try {
      await api.changePhoto(await visits.token(request, reply), upload);
    } catch (error) {
      return show(request, reply, { photoProblem: fileComplaint(error) });
    }
    return reply.redirect('/profile?done=photo', 303);
  });

  app.post('/profile/photo/delete', async (request, reply) => {
    await api.deletePhoto(await visits.token(request, reply));
    return reply.redirect('/profile?done=removed', 303);
  });
}

/** Stands in for the profile while the service that keeps it is away. */
function profileTyped({ values }: FormState): Profile {
  const name = values['name'] ?? '';
  return { id: '', email: '', name, role: 'seeker', headline: '', location: '', about: '', skills: [], photo: null };
}

/** What a backend has against a file; anything else is thrown on. */
export function fileComplaint(error: unknown): string {
  if (error instanceof Problem && [413, 415, 422].includes(error.status)) return error.message;
  throw error;
}
