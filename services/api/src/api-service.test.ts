import { listenService, Problem, type RunningService, type ServiceApp } from '@nines/service-kit';
import { createTokenSigner, requireCaller, createTokenVerifier } from '@nines/service-kit/tokens';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { apiService } from './api-service.ts';

const KEY = 'test-key-test-key-test-key-test-key!';
const NOBODY_THERE = 'http://127.0.0.1:9';
const SEEKER = '00000000-0000-4000-8000-000000000011';
const RECRUITER = '00000000-0000-4000-8000-000000000001';
const ROLES = { [SEEKER]: 'seeker', [RECRUITER]: 'recruiter' } as const;
const JOB = 'We look for an engineer who knows Node.js and PostgreSQL.';

const running: RunningService[] = [];

/** A backend in this process that accepts what the real one would, and answers what the test says. */
async function backend(name: string, routes: (app: ServiceApp) => void): Promise<string> {
  const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent' };
  const service = await listenService({
    name,
    config,
    drainMs: 0,
    routes: (app) => {
      requireCaller(app, createTokenVerifier({ key: KEY, issuer: 'talent-api', audience: name }));
      app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      routes(app);
    },
  });
  running.push(service);
  return `http://127.0.0.1:${service.port}`;
}

async function api(urls: { auth?: string; images?: string; resumes?: string } = {}): Promise<ServiceApp> {
  const service = await listenService({
    ...apiService({
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'silent',
      TOKEN_KEY: KEY,
      AUTH_URL: urls.auth ?? NOBODY_THERE,
      IMAGES_URL: urls.images ?? NOBODY_THERE,
      RESUMES_URL: urls.resumes ?? NOBODY_THERE,
    }),
    drainMs: 0,
  });
  running.push(service);
  return service.app;
}

let bearer: (userId: keyof typeof ROLES) => Promise<Record<string, string>>;

beforeEach(() => {
  const sign = createTokenSigner({ key: KEY, issuer: 'talent-auth', audience: 'talent-api', lifetimeSeconds: 60 });
  bearer = async (userId) => ({ authorization: `Bearer ${(await sign({ userId, role: ROLES[userId] })).token}` });
});

afterEach(async () => {
  for (const service of running.splice(0).reverse()) await service.stop();
});

const account = { id: SEEKER, email: 'sam@example.test', name: 'Sam', role: 'seeker' };
const profile = { ...account, headline: 'h', location: 'l', about: '', skills: [] };
const photo = { name: 'n', url: '/uploads/n', thumbnailUrl: '/uploads/t', width: 1, height: 1 };
const score = { score: 80, parts: [], matchedSkills: [], missingSkills: [], suggestions: [] };

describe('api', () => {
  it('welcomes', async () => {
    const answer = await (await api()).inject('/');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ message: 'Welcome to the Talent API', status: 'ok' });
  });

  it('is ready and healthy without any backend', async () => {
    const app = await api();
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    expect((await app.inject('/health')).json()).toMatchObject({ status: 'ok' });
  });

  it('names the backend that is away, and serves as soon as it is back', async () => {
    const login = { method: 'POST', url: '/api/login', payload: { email: 'a@example.test', password: 'x' } } as const;
    let isAway = true;
    const session = { accessToken: 'a', expiresAt: 'e', refreshToken: 'r', refreshExpiresAt: 'e', user: account };
    const auth = await backend('auth', (app) => {
      app.post('/sessions', (_request, reply) => (isAway ? reply.code(503).send('no instance') : reply.send(session)));
    });
    const app = await api({ auth });
    const away = await app.inject(login);
    expect(away.statusCode).toBe(503);
    expect(away.headers['content-type']).toContain('application/problem+json');
    expect(away.json()).toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      service: 'auth',
      detail: 'Failed to communicate with Auth service',
    });
    isAway = false;
    const back = await app.inject(login);
    expect(back.statusCode).toBe(200);
    expect(back.json()).toEqual(session);
  });

  it('refuses at once where nobody listens', async () => {
    const app = await api();
    const startedAt = performance.now();
    const answer = await app.inject({ method: 'GET', url: '/api/profile', headers: await bearer(SEEKER) });
    expect(answer.json()).toMatchObject({ code: 'BACKEND_UNAVAILABLE', service: 'auth' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('passes on what is the caller’s own fault, with its code', async () => {
    const auth = await backend('auth', (app) => {
      app.post('/users', () => {
        throw new Problem(409, 'EMAIL_TAKEN', { detail: 'There is an account with this email' });
      });
      app.post('/sessions', () => {
        throw new Problem(429, 'LOGIN_THROTTLED', { retryAfterSeconds: 8 });
      });
    });
    const app = await api({ auth });
    const person = { email: 'a@example.test', password: 'long enough', name: 'A', role: 'seeker' };
    const taken = await app.inject({ method: 'POST', url: '/api/register', payload: person });
    expect(taken.statusCode).toBe(409);
    expect(taken.json()).toMatchObject({ code: 'EMAIL_TAKEN', detail: 'There is an account with this email' });
    const login = { email: 'a@example.test', password: 'x' };
    const throttled = await app.inject({ method: 'POST', url: '/api/login', payload: login });
    expect(throttled.statusCode).toBe(429);
    expect(throttled.headers['retry-after']).toBe('8');
  });

  it('hides what a failing backend says', async () => {
    const auth = await backend('auth', (app) => {
      app.get('/users/:id/profile', () => {
        throw new Error('table of users is gone');
      });
    });
    const app = await api({ auth });
    const answer = await app.inject({ url: '/api/profile', headers: await bearer(SEEKER) });
    expect(answer.statusCode).toBe(502);
    expect(answer.json()).toMatchObject({ code: 'BACKEND_FAILED', service: 'auth', detail: 'Auth service failed' });
    expect(answer.body).not.toContain('table of users');
  });

  it('shows a profile without photo while images is away', async () => {
    const auth = await backend('auth', (app) => app.get('/users/:id/profile', () => profile));
    const alone = await (await api({ auth })).inject({ url: '/api/profile', headers: await bearer(SEEKER) });
    expect(alone.json()).toEqual({ ...profile, photo: null });
    const images = await backend('images', (app) =>
      app.post('/photos/lookup', () => ({ data: [{ userId: SEEKER, ...photo }] })),
    );
    const both = await (await api({ auth, images })).inject({ url: '/api/profile', headers: await bearer(SEEKER) });
    expect(both.json()).toEqual({ ...profile, photo });
  });

  it('gives ranked candidates names and photos', async () => {
    const ranking = { id: SEEKER, title: 't', createdAt: 'c', candidateCount: 2, jobDescription: JOB };
    const candidates = [SEEKER, RECRUITER].map((userId) => ({ userId, ...score }));
    const resumes = await backend('resumes', (app) =>
      app.post('/rankings', (_request, reply) => reply.code(201).send({ ...ranking, candidates })),
    );
    const auth = await backend('auth', (app) => app.post('/profiles/lookup', () => ({ data: [profile] })));
    const app = await api({ auth, resumes });
    const headers = await bearer(RECRUITER);
    const answer = await app.inject({
      method: 'POST',
      url: '/api/rankings',
      headers,
      payload: { jobDescription: JOB },
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json<{ candidates: unknown[] }>().candidates).toEqual([
      { userId: SEEKER, ...score, name: 'Sam', headline: 'h', location: 'l', photo: null },
      { userId: RECRUITER, ...score, name: '', headline: '', location: '', photo: null },
    ]);
  });

  it('lets each role do its own', async () => {
    const app = await api();
    const payload = { jobDescription: JOB };
    const ranking = { method: 'POST', url: '/api/rankings', headers: await bearer(SEEKER), payload } as const;
    const scan = { method: 'POST', url: '/api/cv/scan', headers: await bearer(RECRUITER), payload } as const;
    expect((await app.inject(ranking)).json()).toMatchObject({ status: 403, code: 'ROLE_FORBIDDEN' });
    expect((await app.inject(scan)).json()).toMatchObject({ status: 403, code: 'ROLE_FORBIDDEN' });
  });

  it.each(['/api/profile', '/api/cv', '/api/rankings'])('lets nobody see %s without a token', async (url) => {
    const answer = await (await api()).inject(url);
    expect(answer.json()).toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
  });

  it('says which part of a request is invalid', async () => {
    const payload = { email: 'nonsense', password: 'short', name: 'A', role: 'admin' };
    const answer = await (await api()).inject({ method: 'POST', url: '/api/register', payload });
    const { code, errors } = answer.json<{ code: string; errors: { path: string }[] }>();
    expect(code).toBe('REQUEST_INVALID');
    expect(errors.map((error) => error.path)).toEqual(['/email', '/password', '/role']);
  });
});

describe('uploads through the api', () => {
  const limit = 5 * 1024 * 1024;

  it('streams a file to the backend with its name and type', async () => {
    const seen: unknown[] = [];
    const cv = {
      id: SEEKER,
      fileName: 'cv.pdf',
      mediaType: 'm',
      sizeBytes: 3,
      uploadedAt: 'u',
      wordCount: 1,
      skills: [],
    };
    const resumes = await backend('resumes', (app) =>
      app.put('/users/:id/cv', (request, reply) => {
        seen.push(String(request.body), request.headers['content-type'], request.headers['x-file-name']);
        return reply.code(201).send(cv);
      }),
    );
    const headers = { ...(await bearer(SEEKER)), 'content-type': 'text/plain', 'x-file-name': 'My%20CV.txt' };
    const app = await api({ resumes });
    const answer = await app.inject({ method: 'POST', url: '/api/cv', headers, payload: 'abc' });
    expect(answer.statusCode).toBe(201);
    expect(seen).toEqual(['abc', 'text/plain', 'My%20CV.txt']);
  });

  it('refuses a file that announces too much, before any backend hears of it', async () => {
    const headers = { ...(await bearer(SEEKER)), 'content-type': 'image/png' };
    const payload = Buffer.alloc(limit + 1);
    const answer = await (await api()).inject({ method: 'PUT', url: '/api/profile/photo', headers, payload });
    expect(answer.json()).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  it('cuts off a file of unknown length that grows too large', async () => {
    const images = await backend('images', (app) =>
      app.put('/users/:id/photo', { bodyLimit: 2 * limit }, () => ({ ...photo })),
    );
    const app = await api({ images });
    const { port } = app.server.address() as { port: number };
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(512 * 1024)),
    });
    const url = `http://127.0.0.1:${port}/api/profile/photo`;
    const headers = { ...(await bearer(SEEKER)), 'content-type': 'image/png' };
    const answer = await fetch(url, { method: 'PUT', headers, body, duplex: 'half' });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'BODY_TOO_LARGE' });
  });

  it('answers, and does not reset the connection, when the backend is away in the middle of an upload', async () => {
    const app = await api();
    const { port } = app.server.address() as { port: number };
    const headers = { ...(await bearer(SEEKER)), 'content-type': 'image/png' };
    const url = `http://127.0.0.1:${port}/api/profile/photo`;
    const answer = await fetch(url, { method: 'PUT', headers, body: Buffer.alloc(limit) });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'BACKEND_UNAVAILABLE', service: 'images' });
  });
});
