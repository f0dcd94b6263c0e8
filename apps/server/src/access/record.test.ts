import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { AccessBench, PASSWORD } from '../testing/access-bench.ts';

const RESTORED = {
  ...{ takenAt: '2026-01-01T00:00:00.000Z', platform: null, rows: {}, catalog: null },
  ...{ silences: null, silencesMissing: null },
};

let bench: AccessBench;

beforeEach(() => {
  bench = new AccessBench();
});

describe('the audit log', () => {
  it('has what was changed by whom, without secrets', async () => {
    bench.isLocal = true;
    const headers = { 'nines-person': 'grace' };
    const payload = { name: 'ada', role: 'responder' };
    const added = await bench.app.inject({ method: 'POST', url: '/api/v1/users', headers, payload });
    const [event] = await bench.audited();
    expect(event).toMatchObject({
      type: 'audit.changed',
      data: {
        ...{ actor: 'grace', kind: 'local', route: 'POST /api/v1/users', subject: 'ada as responder' },
        ...{ outcome: '201', address: 'socket' },
      },
    });
    const link = added.json<{ path: string }>().path.split('#')[1] ?? '';
    expect(JSON.stringify(await bench.audited())).not.toContain(link);
  });

  it('has logins and refusals, the same one once a minute, and what was typed only where it is a name', async () => {
    await bench.user('ada', 'viewer');
    await bench.login('ada', 'wrong');
    await bench.login('ada', 'wrong');
    await bench.login('my password by mistake');
    const browser = await bench.browser('ada');
    await bench.app.inject({ url: '/api/v1/audit', headers: { cookie: browser.cookie } });
    const told = (await bench.audited()).map(({ data }) => [data['route'], data['actor'], data['outcome']]);
    expect(told).toEqual([
      ['POST /api/v1/session', 'nobody', 'API_UNAUTHORIZED'],
      ['POST /api/v1/session', 'ada', '200'],
      ['GET /api/v1/audit', 'ada', 'API_FORBIDDEN'],
    ]);
    const everything = JSON.stringify(await bench.audited());
    for (const secret of [PASSWORD, 'mistake', browser.cookie.split('=')[1] ?? '', browser.who.csrfToken ?? ''])
      expect(everything).not.toContain(secret);
    bench.nowMs += 60_000;
    await bench.login('ada', 'wrong');
    expect((await bench.audited()).at(-1)?.data).toMatchObject({ subject: 'ada', outcome: 'API_UNAUTHORIZED' });
  });

  it('is for administrators, in the list of events as well', async () => {
    await bench.user('ada', 'viewer');
    await bench.browser('ada');
    const [viewer, administrator] = [await bench.token('viewer'), await bench.token('administrator')];
    const count = async (url: string, headers: Record<string, string>): Promise<number> =>
      (await bench.app.inject({ url, headers })).json<{ data: unknown[] }>().data.length;
    expect(await count('/api/v1/events', viewer)).toBe(0);
    expect(await count('/api/v1/events?type=audit.changed', viewer)).toBe(0);
    expect(await count('/api/v1/events', administrator)).toBe(1);
    expect(await count('/api/v1/audit?outcome=changed', administrator)).toBe(1);
    expect(await count('/api/v1/audit?outcome=refused', administrator)).toBe(0);
  });
});

describe('what is asked for twice under one key', () => {
  const change = (headers: Record<string, string>, key: string, payload: object = { role: 'viewer' }) =>
    bench.app.inject({
      ...{ method: 'PATCH', url: '/api/v1/users/ada', payload },
      headers: { ...headers, 'idempotency-key': key },
    });

  it('is done once, and answered the same for a day', async () => {
    const ada = await bench.user('ada', 'operator');
    const headers = await bench.token('administrator');
    const first = await change(headers, 'k');
    await bench.accounts.changeUser(ada.id, { role: 'responder' });
    const second = await change(headers, 'k');
    expect([second.statusCode, second.body]).toEqual([200, first.body]);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect((await bench.accounts.userNamed('ada'))?.role).toBe('responder');
    expect((await change(headers, 'k', { role: 'operator' })).statusCode).toBe(422);
    expect((await change(await bench.token('administrator'), 'k')).headers['idempotent-replayed']).toBeUndefined();
    expect((await change(headers, 'with blank')).statusCode).toBe(400);
    const changes = (await bench.audited()).filter(({ type }) => type === 'audit.changed');
    expect(changes, 'by the first, and by the other one under its own key').toHaveLength(2);
  });

  it('is not done twice at the same time', async () => {
    await bench.user('ada', 'operator');
    const headers = await bench.token('administrator');
    const answers = await Promise.all(Array.from({ length: 5 }, () => change(headers, 'k')));
    const done = answers.filter(({ statusCode }) => statusCode === 200);
    expect(answers.every(({ statusCode }) => statusCode === 200 || statusCode === 409)).toBe(true);
    expect(done.filter(({ headers: told }) => told['idempotent-replayed'] === undefined)).toHaveLength(1);
  });

  it('is done once also where the first is done while the second looks', async () => {
    await bench.user('ada', 'operator');
    const headers = await bench.token('administrator');
    const { accounts } = bench;
    const answered = accounts.answered.bind(accounts);
    const gate = Promise.withResolvers<undefined>();
    let looks = 0;
    accounts.answered = async (key, since) => {
      const known = await answered(key, since);
      looks += 1;
      if (looks === 1) await gate.promise;
      return known;
    };
    const first = change(headers, 'k');
    await expect.poll(() => looks).toBe(1);
    expect((await change(headers, 'k')).statusCode).toBe(409);
    gate.resolve(undefined);
    expect((await first).statusCode).toBe(200);
    expect((await change(headers, 'k')).headers['idempotent-replayed']).toBe('true');
  });

  it('is answered from what is kept where whoever asked first did not wait for the answer', async () => {
    await bench.user('ada', 'operator');
    const headers = await bench.token('administrator');
    const { accounts, app } = bench;
    const changeUser = accounts.changeUser.bind(accounts);
    const [begun, gate] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    accounts.changeUser = async (...change) => {
      begun.resolve(undefined);
      await gate.promise;
      return changeUser(...change);
    };
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const told = { ...headers, 'content-type': 'application/json', 'idempotency-key': 'k' };
    const asking = request({ port, method: 'PATCH', path: '/api/v1/users/ada', headers: told });
    asking.on('error', () => undefined);
    asking.end(JSON.stringify({ role: 'viewer' }));
    const [socket] = (await once(app.server, 'connection')) as [Socket];
    await begun.promise;
    asking.destroy();
    await once(socket, 'close');
    expect((await change(headers, 'k')).statusCode).toBe(409);
    gate.resolve(undefined);
    await expect.poll(async () => (await change(headers, 'k')).statusCode).toBe(200);
    expect((await change(headers, 'k')).headers['idempotent-replayed']).toBe('true');
    await app.close();
  });

  it('is no file that flows by: nobody could tell whether it is the same', async () => {
    const restored: Buffer[] = [];
    const restore = async (file: Readable) => {
      restored.push(await buffer(file));
      return RESTORED;
    };
    bench = new AccessBench({ backups: { take: () => expect.fail(), restore } });
    const headers = { ...(await bench.token('administrator')), 'content-type': 'application/gzip' };
    const send = (payload: string, more: Record<string, string>) =>
      bench.app.inject({ method: 'POST', url: '/api/v1/restore', payload, headers: { ...headers, ...more } });
    const answers = [await send('one', { 'idempotency-key': 'k' }), await send('another', { 'idempotency-key': 'k' })];
    expect(answers.map((answer) => [answer.statusCode, answer.json<{ code: string }>().code])).toEqual(
      Array.from({ length: 2 }, () => [400, 'API_BAD_REQUEST']),
    );
    expect((await send('one', {})).statusCode).toBe(200);
    expect(restored.map(String)).toEqual(['one']);
  });

  it('is not carried out for whoever is refused, and does not tell a secret again', async () => {
    const headers = { ...(await bench.token('administrator')), 'idempotency-key': 'k' };
    const make = () =>
      bench.app.inject({ method: 'POST', url: '/api/v1/tokens', headers, payload: { name: 'ci', kind: 'service' } });
    expect((await make()).statusCode).toBe(201);
    const again = await make();
    expect([again.statusCode, again.body.includes('nines_')]).toEqual([409, false]);
    expect(await bench.accounts.tokens()).toHaveLength(2);
  });
});

describe('answers', () => {
  it('say whether there is news', async () => {
    const headers = await bench.token('viewer');
    const first = await bench.app.inject({ url: '/api/v1/events', headers });
    const { etag } = first.headers;
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    const ask = (known: string) =>
      bench.app.inject({ url: '/api/v1/events', headers: { ...headers, 'if-none-match': known } });
    const same = await ask(`"x", ${String(etag)}`);
    expect([same.statusCode, same.body, same.headers.etag]).toEqual([304, '', etag]);
    expect((await ask('W/"x"')).statusCode).toBe(200);
    const time = '2026-01-01T00:00:00Z';
    await bench.events.append([{ id: '1', type: 't', source: 's', subject: 'x', time, data: {} }]);
    expect((await ask(String(etag))).statusCode).toBe(200);
    const nobody = await bench.app.inject({ url: '/api/v1/events', headers: { 'if-none-match': String(etag) } });
    expect(nobody.statusCode).toBe(401);
  });

  it('are nothing that a browser could show, embed or guess at', async () => {
    const { headers } = await bench.app.inject('/livez');
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('are a page where people log in, whose script and style alone the policy allows', async () => {
    const { body, headers } = await bench.app.inject('/login');
    expect(headers['content-type']).toContain('text/html');
    const policy = String(headers['content-security-policy']);
    expect(policy).not.toContain('unsafe');
    for (const [tag, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ] as const) {
      const text = new RegExp(`<${tag}>([^]*)</${tag}>`).exec(body)?.[1] ?? '';
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
      expect(policy).toContain(`${directive} 'sha256-${Buffer.from(digest).toString('base64')}'`);
    }
    expect(body).not.toMatch(/https?:\/\/|\son\w+=|\sstyle=/);
  });
});
