import { listenService, type RunningService } from '@nines/service-kit';
import { createBackend, type Backend } from '@nines/service-kit/backend';
import { createTokenSigner, createTokenVerifier, type TokenSigner } from '@nines/service-kit/tokens';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { authService } from './auth-service.ts';
import { DEMO_PEOPLE } from './database/demo-people.ts';
import { cardSchema, profileSchema, sessionSchema } from './model.ts';

const KEY = 'test-key-test-key-test-key-test-key!';
const password = 'correct horse battery';

let postgres: TestPostgres;
let replicas: RunningService[];
let auth: Backend;
let sign: TokenSigner;

function config() {
  return { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent', DATABASE_URL: postgres.url, TOKEN_KEY: KEY };
}

async function serviceToken(): Promise<string> {
  return (await sign({ userId: 'api', role: 'service' })).token;
}

async function post(path: string, json: unknown): Promise<unknown> {
  return auth.call({ method: 'POST', path, json, token: await serviceToken() }, z.unknown());
}

async function register(email: string): Promise<z.output<typeof sessionSchema>> {
  return sessionSchema.parse(await post('/users', { email, password, name: 'Ada', role: 'seeker' }));
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  replicas = await Promise.all([listenService(authService(config())), listenService(authService(config()))]);
  await Promise.all(replicas.map((replica) => replica.prepared));
  auth = createBackend({ name: 'auth', url: `http://127.0.0.1:${replicas[0]?.port ?? 0}` });
  sign = createTokenSigner({ key: KEY, issuer: 'talent-api', audience: 'auth', lifetimeSeconds: 60 });
}, 30_000);

afterAll(async () => {
  await auth.close();
  await Promise.all(replicas.map((replica) => replica.stop()));
  await postgres.remove();
});

describe('the auth service over PostgreSQL', () => {
  it('registers, logs in whatever the case of the address, and issues a token that only the api accepts', async () => {
    const registered = await register('ada@example.test');
    const session = sessionSchema.parse(await post('/sessions', { email: 'ADA@example.test', password }));
    expect(session.user).toEqual(registered.user);
    const bearer = `Bearer ${session.accessToken}`;
    const api = createTokenVerifier({ key: KEY, issuer: 'talent-auth', audience: 'talent-api' });
    await expect(api(bearer)).resolves.toEqual({ userId: session.user.id, role: 'seeker' });
    const images = createTokenVerifier({ key: KEY, issuer: 'talent-api', audience: 'images' });
    await expect(images(bearer)).rejects.toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
  });

  it('refuses a second account with the same address', async () => {
    await register('twice@example.test');
    await expect(register('Twice@example.test')).rejects.toMatchObject({ status: 409, code: 'EMAIL_TAKEN' });
  });

  it('answers a wrong password and an unknown address alike', async () => {
    await register('known@example.test');
    const wrong = { status: 401, code: 'CREDENTIALS_INVALID', message: 'Email or password is wrong' };
    await expect(post('/sessions', { email: 'known@example.test', password: 'x' })).rejects.toMatchObject(wrong);
    await expect(post('/sessions', { email: 'nobody@example.test', password: 'x' })).rejects.toMatchObject(wrong);
  });

  it('throttles guessing after five failures, at every replica, even many at once', async () => {
    await register('victim@example.test');
    const guesses = Array.from({ length: 20 }, () =>
      post('/sessions', { email: 'victim@example.test', password: 'x' }),
    );
    const outcomes = (await Promise.allSettled(guesses)).map((guess) =>
      guess.status === 'rejected' ? (guess.reason as { code: string }).code : 'through',
    );
    expect(outcomes.filter((code) => code === 'CREDENTIALS_INVALID')).toHaveLength(5);
    expect(outcomes.filter((code) => code === 'LOGIN_THROTTLED')).toHaveLength(15);
    const other = createBackend({ name: 'auth', url: `http://127.0.0.1:${replicas[1]?.port ?? 0}` });
    const json = { email: 'victim@example.test', password };
    const retry = other.send({ method: 'POST', path: '/sessions', json, token: await serviceToken() });
    await expect(retry).rejects.toMatchObject({ status: 429, code: 'LOGIN_THROTTLED' });
    await other.close();
  });

  it('keeps a session until it is revoked or the password changes', async () => {
    const { refreshToken, user } = await register('session@example.test');
    await expect(post('/sessions/refresh', { refreshToken })).resolves.toMatchObject({ user: { id: user.id } });
    await expect(post('/sessions/refresh', { refreshToken })).resolves.toMatchObject({ user: { id: user.id } });
    const { token } = await sign({ userId: user.id, role: 'seeker' });
    const json = { currentPassword: password, newPassword: 'another long password' };
    await auth.send({ method: 'PUT', path: `/users/${user.id}/password`, json, token });
    await expect(post('/sessions/refresh', { refreshToken })).rejects.toMatchObject({ code: 'SESSION_INVALID' });
    await expect(post('/sessions', { email: user.email, password })).rejects.toMatchObject({ status: 401 });
  });

  it('lets users keep their own profile and nobody else’s', async () => {
    const { user } = await register('profile@example.test');
    const { token } = await sign({ userId: user.id, role: 'seeker' });
    const change = { name: 'Ada L.', headline: 'Analyst', location: 'London', about: '', skills: ['Mathematics'] };
    const path = `/users/${user.id}/profile`;
    const changed = await auth.call({ method: 'PUT', path, json: change, token }, profileSchema);
    expect(changed).toEqual({ ...user, ...change });
    const { token: strangers } = await sign({ userId: DEMO_PEOPLE[0]?.id ?? '', role: 'recruiter' });
    await expect(auth.send({ method: 'GET', path, token: strangers })).rejects.toMatchObject({
      code: 'ROLE_FORBIDDEN',
    });
  });

  it('knows the demo people, once, although two replicas migrated at the same time', async () => {
    const ids = DEMO_PEOPLE.map((person) => person.id);
    const { data } = z.object({ data: z.array(cardSchema) }).parse(await post('/profiles/lookup', { ids }));
    expect(data).toHaveLength(DEMO_PEOPLE.length);
    await expect(
      post('/sessions', { email: 'seeker@talent.example', password: 'talent-demo-2026' }),
    ).resolves.toBeDefined();
  });

  it('admits nobody without a service token, except probes', async () => {
    await expect(auth.send({ method: 'POST', path: '/sessions', json: {} })).rejects.toMatchObject({ status: 401 });
    await expect(auth.send({ method: 'GET', path: '/readyz' })).resolves.toBeUndefined();
  });

  it('names the database while it is away, stays ready, and recovers unaided', async () => {
    const refresh = (): Promise<unknown> => post('/sessions/refresh', { refreshToken: 'x' });
    await postgres.stop();
    const answer = await fetch(`http://127.0.0.1:${replicas[0]?.port ?? 0}/sessions/refresh`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await serviceToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken: 'x' }),
    });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE', service: 'postgres' });
    await expect(refresh()).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    await expect(auth.send({ method: 'GET', path: '/readyz' })).resolves.toBeUndefined();
    await postgres.start();
    await expect(refresh()).rejects.toMatchObject({ code: 'SESSION_INVALID' });
  });
});
