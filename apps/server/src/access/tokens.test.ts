import type { ApiToken } from '@nines/api';
import { beforeEach, describe, expect, it } from 'vitest';
import { AccessBench } from '../testing/access-bench.ts';

const DAY_MS = 86_400_000;
let bench: AccessBench;

beforeEach(() => {
  bench = new AccessBench();
});

const make = (headers: Record<string, string>, payload: object) =>
  bench.app.inject({ method: 'POST', url: '/api/v1/tokens', headers, payload });

const who = async (secret: string) =>
  bench.app.inject({ url: '/api/v1/session', headers: { authorization: `Bearer ${secret}` } });

async function browserOf(name: string, role: 'viewer' | 'responder' | 'administrator') {
  await bench.user(name, role);
  return bench.headersOf(await bench.browser(name));
}

describe('a personal token', () => {
  it('is made by the person, told once, and does what the person may do now', async () => {
    const headers = await browserOf('ada', 'responder');
    const made = await make(headers, { name: 'laptop' });
    expect(made.statusCode, made.body).toBe(201);
    const { secret, ...token } = made.json<ApiToken & { secret: string }>();
    expect(secret).toMatch(/^nines_[\w-]{43}$/);
    expect(token).toMatchObject({ user: 'ada', role: 'responder', lastUsedAt: null });
    expect((await bench.app.inject({ url: '/api/v1/tokens', headers })).body).not.toContain(secret);
    expect((await who(secret)).json()).toMatchObject({ name: 'ada', kind: 'token', role: 'responder' });
    const ada = (await bench.accounts.userNamed('ada')) ?? expect.fail();
    await bench.accounts.changeUser(ada.id, { role: 'viewer' });
    expect((await who(secret)).json()).toMatchObject({ role: 'viewer', permissions: ['read', 'account.own'] });
    await bench.accounts.changeUser(ada.id, { isDisabled: true });
    expect((await who(secret)).statusCode).toBe(401);
  });

  it('reads also where nothing can be written down', async () => {
    const headers = await browserOf('ada', 'responder');
    const { secret } = (await make(headers, { name: 'laptop' })).json<{ secret: string }>();
    const full = async (): Promise<void> => Promise.reject(new Error('the disk is full'));
    Object.assign(bench.accounts, { tokenUsed: full, sessionSeen: full });
    bench.nowMs += 120_000;
    expect((await who(secret)).statusCode).toBe(200);
    expect((await bench.app.inject({ url: '/api/v1/session', headers })).statusCode).toBe(200);
  });

  it.each([
    { name: 'x', role: 'administrator' },
    { name: 'x', kind: 'service' },
    { name: 'x', user: 'eve' },
    { name: 'x', scopes: ['user.manage'] },
    { name: 'x', role: 'administrator', scopes: ['read', 'user.manage'] },
  ])('is not a way up: %j', async (payload) => {
    await bench.user('eve', 'administrator');
    const answer = await make(await browserOf('ada', 'responder'), payload);
    expect([400, 403]).toContain(answer.statusCode);
    expect(await bench.accounts.tokens()).toEqual([]);
  });

  it('ends when its time is over, and when it is revoked', async () => {
    const headers = await browserOf('ada', 'viewer');
    const short = (await make(headers, { name: 'short', expiresInDays: 1 })).json<{ secret: string }>();
    const long = (await make(headers, { name: 'long', expiresInDays: null })).json<{ id: string; secret: string }>();
    bench.nowMs += DAY_MS;
    expect((await who(short.secret)).statusCode).toBe(401);
    expect((await who(long.secret)).statusCode).toBe(200);
    const again = bench.headersOf(await bench.browser('ada'));
    const revoke = () => bench.app.inject({ method: 'DELETE', url: `/api/v1/tokens/${long.id}`, headers: again });
    expect((await revoke()).statusCode).toBe(204);
    expect((await revoke()).statusCode).toBe(404);
    expect((await who(long.secret)).statusCode).toBe(401);
  });

  it('is seen and revoked by its owner, and by who manages tokens', async () => {
    const [ada, eve] = [await browserOf('ada', 'viewer'), await browserOf('eve', 'viewer')];
    const { id } = (await make(ada, { name: 'laptop' })).json<ApiToken>();
    const seen = async (headers: Record<string, string>): Promise<number> =>
      (await bench.app.inject({ url: '/api/v1/tokens', headers })).json<{ data: unknown[] }>().data.length;
    expect([await seen(ada), await seen(eve), await seen(await browserOf('root', 'administrator'))]).toEqual([1, 0, 1]);
    const answer = await bench.app.inject({ method: 'DELETE', url: `/api/v1/tokens/${id}`, headers: eve });
    expect(answer.statusCode).toBe(404);
  });
});

describe('a service token', () => {
  it('gives nobody more than it may itself', async () => {
    const manager = await bench.token('administrator', ['token.manage', 'account.own', 'read']);
    expect((await make(manager, { name: 'x', kind: 'service', scopes: ['read'] })).statusCode).toBe(201);
    expect((await make(manager, { name: 'x', kind: 'service' })).statusCode, 'all of a viewer').toBe(201);
    expect((await make(manager, { name: 'x', kind: 'service', role: 'responder' })).statusCode).toBe(403);
    expect((await make(manager, { name: 'x', kind: 'personal' })).statusCode).toBe(403);
    const users = await bench.token('administrator', ['user.manage']);
    const add = (payload: object) =>
      bench.app.inject({ method: 'POST', url: '/api/v1/users', headers: users, payload });
    expect((await add({ name: 'eve', role: 'administrator' })).statusCode).toBe(403);
    await bench.user('root', 'administrator');
    const link = await bench.app.inject({ method: 'POST', url: '/api/v1/users/root/link', headers: users });
    expect(link.statusCode, 'who may reset a password has the account').toBe(403);
    const change = { method: 'PATCH' as const, url: '/api/v1/users/root', headers: users };
    expect((await bench.app.inject({ ...change, payload: { isDisabled: true } })).statusCode).toBe(403);
  });

  it('is written down as used once a minute at most', async () => {
    const headers = await bench.token('viewer');
    const used = async (): Promise<string | null> => {
      await bench.app.inject({ url: '/api/v1/session', headers });
      return (await bench.accounts.tokens())[0]?.lastUsedAt ?? null;
    };
    const first = await used();
    bench.nowMs += 30_000;
    expect(await used()).toBe(first);
    bench.nowMs += 30_000;
    expect(await used()).toBe(new Date(bench.nowMs).toISOString());
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Basic eDp4',
    'Bearer nines_',
    `Bearer nines_${'A'.repeat(43)}`,
    'Bearer a b',
  ])('is not %j, whatever cookie comes with it', async (authorization) => {
    const { cookie } = await browserOf('ada', 'viewer').then(async () => bench.browser('ada'));
    const answer = await bench.app.inject({ url: '/api/v1/session', headers: { authorization, cookie } });
    expect(answer.statusCode).toBe(401);
  });

  it('is slowed down when it asks too much', async () => {
    const [headers, other] = [await bench.token('viewer'), await bench.token('viewer')];
    const ask = (by: Record<string, string>) => bench.app.inject({ url: '/api/v1/session', headers: by });
    const statuses: number[] = [];
    for (let asked = 0; asked < 210; asked += 1) statuses.push((await ask(headers)).statusCode);
    expect(statuses.filter((status) => status === 200)).toHaveLength(200);
    const refused = await ask(headers);
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '1']);
    expect((await ask(other)).statusCode).toBe(200);
    bench.nowMs += 1_000;
    expect((await ask(headers)).statusCode).toBe(200);
  });
});
