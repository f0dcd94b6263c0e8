/** Registering, logging in, logging out. */
import { Problem, type ServiceApp } from '@nines/service-kit';
import { z } from 'zod';

import type { Role } from '../api/model.ts';
import type { TalentApi } from '../api/talent-api.ts';
import { loginForm, registrationForm } from '../forms/account-forms.ts';
import { blankForm, fieldsOf, formAfter, type FormState, parseForm, statusOf } from '../forms/form.ts';
import { loginPage, registerPage } from '../pages/account-pages.ts';
import { loginOf } from '../session/session.ts';
import type { Visits } from '../visits/visits.ts';

/** What routes of pages work with. */
export interface PageRoutesOptions {
  readonly api: TalentApi;
  readonly visits: Visits;
}

/** Where each role begins. */
const HOME: Readonly<Record<Role, string>> = { seeker: '/cv', recruiter: '/rankings' };

const registerQuery = z.object({ role: z.string().max(20).optional().catch(undefined) });
const loginQuery = z.object({ next: z.string().max(500).optional().catch(undefined) });

/** `/register`, `/login`, `/logout`. */
export function addAccountRoutes(app: ServiceApp, { api, visits }: PageRoutesOptions): void {
  app.get('/register', { schema: { querystring: registerQuery } }, (request, reply) => {
    const { role } = request.query;
    return visits.show(request, reply, (visit) => registerPage(visit, blankForm(role === undefined ? {} : { role })));
  });

  app.post('/register', async (request, reply) => {
    const values = fieldsOf(request.body);
    const again = (form: FormState) =>
      visits.show(request, reply, (visit) => registerPage(visit, form), statusOf(form));
    const parsed = parseForm(registrationForm, values);
    if ('form' in parsed) return again(parsed.form);
    try {
      const login = loginOf(await api.register(parsed.value));
      visits.begin(request, reply, login);
      return await reply.redirect(HOME[login.role], 303);
    } catch (error) {
      return again(formAfter(error, values));
    }
  });

  app.get('/login', { schema: { querystring: loginQuery } }, (request, reply) =>
    visits.show(request, reply, (visit) => loginPage(visit, blankForm(), localPath(request.query.next))),
  );

  app.post('/login', async (request, reply) => {
    const values = fieldsOf(request.body);
    const next = localPath(values['next']);
    const again = (form: FormState) =>
      visits.show(request, reply, (visit) => loginPage(visit, form, next), statusOf(form));
    const parsed = parseForm(loginForm, values);
    if ('form' in parsed) return again(parsed.form);
    try {
      const login = loginOf(await api.login(parsed.value.email, parsed.value.password));
      visits.begin(request, reply, login);
      return await reply.redirect(next === '' ? HOME[login.role] : next, 303);
    } catch (error) {
      return again(formAfter(error, values));
    }
  });

  app.post('/logout', async (request, reply) => {
    const { login } = request.session;
    visits.begin(request, reply);
    // Logged out here in any case. If auth is away the refresh token, which nobody holds any more, ends by itself.
    if (login !== undefined) await api.logout(login.refreshToken).catch(ignoreProblem);
    return reply.redirect('/', 303);
  });
}

function ignoreProblem(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
}

/** A path on this site, or nothing: "//elsewhere" and "/\elsewhere" are other sites. */
function localPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : '';
}
