import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenService, type RunningService } from '@nines/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { portalService } from './portal-service.ts';

const USER = { id: 'u1', email: 'ada@example.test', name: 'Ada <script>', role: 'seeker' };

let api: Server;
let portal: RunningService;
/** What the pretended api answers, by method and path; set by each test. */
let answers: Record<string, (response: ServerResponse) => void>;

function json(status: number, body: unknown): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

function session(accessLifeMs: number) {
  const expiresAt = new Date(Date.now() + accessLifeMs).toISOString();
  const refreshExpiresAt = new Date(Date.now() + 600_000).toISOString();
  return { accessToken: 'access-1', expiresAt, refreshToken: 'refresh', refreshExpiresAt, user: USER };
}

const PROFILE = { ...USER, headline: '', location: '', about: '', skills: [], photo: null };

beforeAll(async () => {
  api = createServer((request, response) => {
    request.resume();
    const answer = answers[`${request.method ?? ''} ${request.url ?? ''}`];
    (answer ?? json(404, { code: 'NOT_FOUND' }))(response);
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const { port } = api.address() as AddressInfo;
  const base = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', SESSION_KEY: 's'.repeat(43) };
  const urls = { API_URL: `http://127.0.0.1:${port}`, IMAGES_PUBLIC_URL: 'http://images.localhost:8000' };
  portal = await listenService(portalService({ ...base, ...urls }));
});
afterAll(async () => {
  await portal.stop();
  api.closeAllConnections();
  api.close();
});
beforeEach(() => {
  answers = { 'POST /api/login': json(201, session(600_000)), 'GET /api/profile': json(200, PROFILE) };
});

/** A browser's cookie jar and forms, without the browser. */
function visitor() {
  let cookie = '';
  const go = async (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${portal.port}${path}`, {
      method: form === undefined ? 'GET' : 'POST',
      headers: { cookie, ...headers },
      body: form === undefined ? null : new URLSearchParams(form),
      redirect: 'manual',
    });
    cookie = answer.headers.getSetCookie()[0]?.replace(/;.*/s, '') ?? cookie;
    return { status: answer.status, headers: answer.headers, text: await answer.text(), cookie };
  };
  const csrf = async (path: string): Promise<string> =>
    /name="csrf"\s+value="([^"]+)"/.exec((await go(path)).text)?.[1] ?? '';
  const logIn = async () => go('/login', { csrf: await csrf('/login'), email: USER.email, password: 'long enough' });
  return { go, csrf, logIn };
}

describe('sessions', () => {
  it('begin anew at login, in a cookie that scripts and other sites do not get', async () => {
    const { go, logIn } = visitor();
    const before = (await go('/login')).cookie;
    const login = await logIn();
    expect(login.status).toBe(303);
    expect(login.headers.get('location')).toBe('/cv');
    expect(login.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/);
    expect(login.cookie).not.toBe(before);
    const page = await go('/profile');
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('Ada <script>');
    expect(page.text).not.toContain('access-1');
  });

  it('renew the access token shortly before it ends', async () => {
    const { go, logIn } = visitor();
    answers['POST /api/login'] = json(201, session(1_000));
    answers['POST /api/token/refresh'] = json(200, { ...session(600_000), accessToken: 'access-2' });
    await logIn();
    expect((await go('/profile')).status).toBe(200);
    delete answers['POST /api/token/refresh'];
    expect((await go('/profile')).status).toBe(200);
  });

  it('end where auth has revoked them, and lead back afterwards', async () => {
    const { go, logIn } = visitor();
    await logIn();
    answers['GET /api/profile'] = json(401, { code: 'TOKEN_INVALID' });
    const answer = await go('/profile');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login?next=%2Fprofile']);
  });

  it('do not lead to other sites', async () => {
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example']) {
      const { go, csrf } = visitor();
      const answer = await go('/login', { csrf: await csrf('/login'), email: USER.email, password: 'x', next });
      expect(answer.headers.get('location')).toBe('/cv');
    }
  });
});

describe('forged forms', () => {
  it('are refused: without the token, with another visitor’s, from another site', async () => {
    const victim = visitor();
    await victim.logIn();
    const foreign = await visitor().csrf('/login');
    const own = await victim.csrf('/profile');
    expect((await victim.go('/profile', { name: 'Ada' })).status).toBe(403);
    expect((await victim.go('/profile', { csrf: foreign, name: 'Ada' })).status).toBe(403);
    expect((await victim.go('/logout', { csrf: own }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await victim.go('/profile')).status).toBe(200);
  });
});

describe('pages', () => {
  it('carry a strict policy and are not stored', async () => {
    const { headers } = await visitor().go('/');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('name the service that is away, and come back with it', async () => {
    const { go, csrf, logIn } = visitor();
    const away = json(503, { code: 'BACKEND_UNAVAILABLE', service: 'auth', detail: 'Failed to communicate' });
    answers['POST /api/login'] = away;
    const typed = { csrf: await csrf('/login'), email: USER.email, password: 'long enough' };
    const answer = await go('/login', typed);
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('The Auth service is not answering.');
    expect(answer.text).toContain(`value="${USER.email}"`);
    answers['POST /api/login'] = json(201, session(600_000));
    await logIn();
    answers['GET /api/profile'] = away;
    expect((await go('/profile')).text).toContain('The Auth service is not answering.');
  });

  it('answer an unknown address with a page', async () => {
    const { status, text } = await visitor().go('/no/such/page');
    expect([status, text.includes('Nothing here')]).toEqual([404, true]);
  });
});
