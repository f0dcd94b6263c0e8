/** One visitor's request: who it is, what they are shown, and how they stay logged in. */
import cookie from '@fastify/cookie';
import { Problem, type ServiceApp } from '@nines/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Role } from '../api/model.ts';
import type { TalentApi } from '../api/talent-api.ts';
import { layout, type Page, type Visit } from '../pages/layout.ts';
import { problemPage } from '../pages/problem-page.ts';
import { problemTextOf } from '../problem-text.ts';
import type { Sealer } from '../session/sealer.ts';
import { isGenuine, type Login, newSession, readSession, type Session } from '../session/session.ts';

declare module 'fastify' {
  interface FastifyRequest {
    session: Session;
  }
}

/** What visits are made of. */
export interface VisitsOptions {
  readonly api: TalentApi;
  readonly sealer: Sealer;
  readonly assets: Visit['assets'];
  readonly imagesUrl: string;
  readonly nowMs: () => number;
}

const COOKIE = 'talent_session';
const COOKIE_SECONDS = 7 * 24 * 3_600;
/** An access token that ends sooner than this is renewed before it is used, ms. */
const RENEW_BEFORE_MS = 30_000;

export class Visits {
  readonly #options: VisitsOptions;

  constructor(options: VisitsOptions) {
    this.#options = options;
  }

  /** Gives every request of `app` a session, lets no forged form through, and answers failures with a page. */
  async attachTo(app: ServiceApp): Promise<void> {
    await app.register(cookie);
    app.decorateRequest('session');
    app.addHook('onRequest', async (request) => {
      const { sealer, nowMs } = this.#options;
      request.session = readSession(sealer, request.cookies[COOKIE], nowMs()) ?? newSession();
    });
    app.addHook('preHandler', async (request) => {
      if (request.method === 'POST') refuseForgery(request);
    });
    app.setErrorHandler((error, request, reply) => this.#answerFailure(error, request, reply));
  }

  /** Sends a page, and with it the session that its forms belong to. */
  show(request: FastifyRequest, reply: FastifyReply, page: (visit: Visit) => Page, status = 200): FastifyReply {
    const { assets, imagesUrl } = this.#options;
    const { session } = request;
    this.#keep(request, reply, session);
    const path = request.url.replace(/\?.*$/s, '');
    const visit: Visit = { session, path, assets, imagesUrl };
    return reply
      .code(status)
      .type('text/html; charset=utf-8')
      .send(layout(visit, page(visit)));
  }

  /** Begins a session that nobody knew before; for every login and logout. */
  begin(request: FastifyRequest, reply: FastifyReply, login?: Login): void {
    request.session = newSession(login);
    this.#keep(request, reply, request.session);
  }

  /**
   * An access token of whoever is logged in, renewed where it is about to end.
   *
   * @throws Problem 401 `TOKEN_INVALID` where nobody is, 403 `ROLE_FORBIDDEN` where `role` is another one
   */
  async token(request: FastifyRequest, reply: FastifyReply, role?: Role): Promise<string> {
    const { login } = request.session;
    if (login === undefined) throw new Problem(401, 'TOKEN_INVALID');
    if (role !== undefined && login.role !== role) throw new Problem(403, 'ROLE_FORBIDDEN');
    if (login.accessExpiresAt - this.#options.nowMs() > RENEW_BEFORE_MS) return login.accessToken;
    const { accessToken, expiresAt, user } = await this.#options.api.refresh(login.refreshToken);
    const renewed = { ...login, name: user.name, accessToken, accessExpiresAt: Date.parse(expiresAt) };
    request.session = { ...request.session, login: renewed };
    this.#keep(request, reply, request.session);
    return accessToken;
  }

  #keep(request: FastifyRequest, reply: FastifyReply, session: Session): void {
    reply.setCookie(COOKIE, this.#options.sealer.seal(JSON.stringify(session)), {
      httpOnly: true,
      sameSite: 'lax',
      secure: request.headers['x-forwarded-proto'] === 'https',
      path: '/',
      maxAge: COOKIE_SECONDS,
    });
  }

  #answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const code = error instanceof Problem ? error.code : undefined;
    if (code === 'TOKEN_INVALID' || code === 'SESSION_INVALID') {
      this.begin(request, reply);
      const next = request.method === 'GET' ? request.url : (LEADS_BACK.exec(request.url)?.[0] ?? '/');
      return reply.redirect(`/login?next=${encodeURIComponent(next)}`, 303);
    }
    const status = statusOf(error);
    const { traceId } = request.context.trace;
    if (status >= 500) request.log.warn({ traceId, err: error }, 'Page failed');
    const retryPath = request.method === 'GET' ? request.url : (LEADS_BACK.exec(request.url)?.[0] ?? '/');
    if (status === 503) reply.header('retry-after', '1');
    return this.show(request, reply, () => problemPage(problemTextOf(error), retryPath, traceId), status);
  }
}

/** Pages that forms belong to, by the address the form is sent to. */
const LEADS_BACK = /^\/(?:cv|profile|rankings|login|register)/;

/** A form must carry its session's token, and browsers that say where it came from must say: from here. */
function refuseForgery(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const token =
    typeof request.body === 'object' && request.body !== null && 'csrf' in request.body ? request.body.csrf : undefined;
  if ((site === undefined || site === 'same-origin') && isGenuine(request.session, token)) return;
  throw new Problem(403, 'FORM_EXPIRED', { detail: 'Open the page again and fill in the form once more.' });
}

function statusOf(error: unknown): number {
  if (error instanceof Problem) return error.status;
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
