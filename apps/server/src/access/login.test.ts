import { beforeEach, describe, expect, it } from 'vitest';
import { AccessBench, PASSWORD, PLAIN_PASSWORDS } from '../testing/access-bench.ts';
import { ABSOLUTE_MS, IDLE_MS } from './sessions.ts';

const HOUR_MS = 3_600_000;
/** What our own page behind a proxy sends, as it comes from there. */
const PROXIED = {
  ...{ host: 'localhost:9000', 'x-forwarded-proto': 'https' },
  ...{ origin: 'https://nines.example.com', 'sec-fetch-site': 'same-origin' },
};
let bench: AccessBench;

beforeEach(async () => {
  bench = new AccessBench();
  await bench.user('ada', 'operator');
});

const ask = (headers: Record<string, string>, method: 'GET' | 'DELETE' = 'GET') =>
  bench.app.inject({ method, url: '/api/v1/session', headers });

describe('logging in', () => {
  it('sets a cookie that scripts, other sites and plain text do not get', async () => {
    const plain = String((await bench.login('Ada ')).headers['set-cookie']);
    expect(plain).toMatch(/^nines_session=[\w-]{43}; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/);
    const encrypted = await bench.login('ada', PASSWORD, { 'x-forwarded-proto': 'https' });
    expect(String(encrypted.headers['set-cookie'])).toContain('; Secure');
  });

  it('tells who one is', async () => {
    const browser = await bench.browser('ada');
    expect(browser.who).toMatchObject({ name: 'ada', role: 'operator', kind: 'user' });
    expect((await ask({ cookie: browser.cookie })).json()).toEqual(browser.who);
  });

  it('is refused in the same words for a wrong password, an unknown name and a user who is locked out', async () => {
    const eve = await bench.user('eve', 'viewer');
    await bench.accounts.changeUser(eve.id, { isDisabled: true });
    const answers = await Promise.all([bench.login('ada', 'wrong'), bench.login('nobody'), bench.login('eve')]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  });

  it('gives a new session each time, and ends the one that the browser had', async () => {
    const planted = await bench.browser('ada');
    const own = await bench.browser('ada', { cookie: planted.cookie });
    expect(own.cookie).not.toBe(planted.cookie);
    expect((await ask({ cookie: planted.cookie })).statusCode).toBe(401);
    expect((await ask({ cookie: own.cookie })).statusCode).toBe(200);
  });

  it('takes no session that somebody made up', async () => {
    const made = `nines_session=${'A'.repeat(43)}`;
    const browser = await bench.browser('ada', { cookie: made });
    expect(browser.cookie).not.toContain('AAAA');
    expect((await ask({ cookie: made })).statusCode).toBe(401);
  });

  it.each(['', 'x', `${'A'.repeat(43)}; nines_session=`, "' or 1=1 --", '\u0000', '%00', '[object Object]'])(
    'is not done with the cookie %j',
    async (value) => {
      expect((await ask({ cookie: `nines_session=${value}` })).statusCode).toBe(401);
    },
  );
});

describe('a session', () => {
  it('ends twelve hours after the last sign of life', async () => {
    const { cookie } = await bench.browser('ada');
    for (let hours = 0; hours < 33; hours += 11) {
      bench.nowMs += 11 * HOUR_MS;
      expect((await ask({ cookie })).statusCode).toBe(200);
    }
    bench.nowMs += IDLE_MS;
    expect((await ask({ cookie })).statusCode).toBe(401);
  });

  it('ends after seven days whatever happens', async () => {
    const { cookie } = await bench.browser('ada');
    const end = bench.nowMs + ABSOLUTE_MS;
    while (bench.nowMs + 11 * HOUR_MS < end) {
      bench.nowMs += 11 * HOUR_MS;
      expect((await ask({ cookie })).statusCode).toBe(200);
    }
    bench.nowMs = end;
    expect((await ask({ cookie })).statusCode).toBe(401);
  });

  it('ends when one logs out', async () => {
    const browser = await bench.browser('ada');
    expect((await ask(bench.headersOf(browser), 'DELETE')).statusCode).toBe(204);
    expect((await ask({ cookie: browser.cookie })).statusCode).toBe(401);
  });

  it.each([{ role: 'viewer' as const }, { isDisabled: true }])('ends with the change %j', async (payload) => {
    const { cookie } = await bench.browser('ada');
    const headers = await bench.token('administrator');
    const changed = await bench.app.inject({ method: 'PATCH', url: '/api/v1/users/ada', headers, payload });
    expect(changed.statusCode).toBe(200);
    expect((await ask({ cookie })).statusCode).toBe(401);
  });
});

describe('what a page of somebody else wants done', () => {
  const sent: Record<string, Record<string, string>> = {
    'without the token': { 'x-csrf-token': '' },
    'with a wrong token': { 'x-csrf-token': 'A'.repeat(43) },
    'from another origin': { origin: 'http://localhost:8000' },
    'from no origin': { origin: 'null' },
    'from another site': { 'sec-fetch-site': 'cross-site' },
    'from another port of this host': { 'sec-fetch-site': 'same-site' },
    'from another site that claims our origin': { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:9000' },
    'from another port that claims our origin': { 'sec-fetch-site': 'same-site', origin: 'http://localhost:9000' },
    'from two sites at once': { 'sec-fetch-site': 'same-origin, cross-site', origin: 'http://localhost:9000' },
    'from no page and another origin': { 'sec-fetch-site': 'none', origin: 'http://localhost:8000' },
    'through the proxy without the token': { ...PROXIED, 'x-csrf-token': '' },
    'through the proxy from another site': { ...PROXIED, 'sec-fetch-site': 'cross-site' },
    'through the proxy from a neighbour of its name': { ...PROXIED, 'sec-fetch-site': 'same-site' },
    'through the proxy by a browser that does not say from where': { origin: PROXIED.origin },
  };
  it.each(Object.keys(sent))('is refused %s', async (name) => {
    const browser = await bench.browser('ada');
    const headers = { ...bench.headersOf(browser), host: 'localhost:9000', ...sent[name] };
    const answer = await ask(headers, 'DELETE');
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'API_CSRF']);
    expect((await ask({ cookie: browser.cookie })).statusCode).toBe(200);
  });

  it('is done for our own page', async () => {
    const own = { host: 'localhost:9000', origin: 'http://localhost:9000', 'sec-fetch-site': 'same-origin' };
    expect((await ask({ ...bench.headersOf(await bench.browser('ada')), ...own }, 'DELETE')).statusCode).toBe(204);
  });

  it('is done for our own page behind a proxy with a name and TLS of its own', async () => {
    const browser = await bench.browser('ada', PROXIED);
    expect((await ask({ ...bench.headersOf(browser), ...PROXIED }, 'DELETE')).statusCode).toBe(204);
  });

  it.each<Record<string, string>>([
    { origin: 'http://evil.example' },
    { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' },
    { ...PROXIED, 'sec-fetch-site': 'cross-site' },
    { ...PROXIED, 'sec-fetch-site': 'same-site' },
  ])('does not log anybody in: %j', async (foreign) => {
    expect((await bench.login('ada', PASSWORD, { host: 'localhost:9000', ...foreign })).statusCode).toBe(403);
  });
});

describe('guessing', () => {
  it('gets slower and slower, and is over for who knows the password after a minute at most', async () => {
    const statuses: number[] = [];
    for (let tries = 0; tries < 30; tries += 1) {
      statuses.push((await bench.login('ada', 'wrong')).statusCode);
      bench.nowMs += 500;
    }
    expect(statuses.slice(0, 3)).toEqual([401, 401, 401]);
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(8);
    const early = await bench.login('ada');
    expect(early.statusCode).toBe(429);
    const waitSeconds = Number(early.headers['retry-after']);
    expect(waitSeconds).toBeGreaterThan(0);
    expect(waitSeconds).toBeLessThanOrEqual(60);
    bench.nowMs += waitSeconds * 1_000;
    expect((await bench.login('ada')).statusCode).toBe(200);
    expect((await bench.login('ada', 'wrong')).statusCode, 'all is forgiven').toBe(401);
  });

  it('is over after a minute also where the clock was set back meanwhile', async () => {
    for (let tries = 0; tries < 10; tries += 1) await bench.login('ada', 'wrong');
    expect((await bench.login('ada')).statusCode).toBe(429);
    bench.setMs = -24 * HOUR_MS;
    bench.nowMs += 60_000;
    expect((await bench.login('ada')).statusCode).toBe(200);
  });

  it('from an address gets slower however often one logs in from there as oneself', async () => {
    const wrong: number[] = [];
    for (let tries = 0; tries < 60; tries += 1) {
      if (tries % 10 === 9) await bench.login('ada');
      wrong.push((await bench.login(`user-${tries % 20}`, 'wrong')).statusCode);
      bench.nowMs += 200; // strangers ask a few times a second at most
    }
    expect(wrong.filter((status) => status === 401).length).toBeLessThanOrEqual(25);
  });

  it('is not what people do who mistype, and then do not', async () => {
    for (let person = 0; person < 40; person += 1) {
      await bench.user(`user-${person}`, 'viewer');
      expect((await bench.login(`user-${person}`, 'mistyped')).statusCode).toBe(401);
      expect((await bench.login(`user-${person}`)).statusCode).toBe(200);
      bench.nowMs += 1_000;
    }
  });

  it('many at once is no way round', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => bench.login('ada', 'wrong')));
    expect(answers.filter(({ statusCode }) => statusCode === 401).length).toBeLessThanOrEqual(4);
  });

  it('names is slowed down by address, and does not tell which exist', async () => {
    const statuses: number[] = [];
    for (let name = 0; name < 40; name += 1) statuses.push((await bench.login(`user-${name}`)).statusCode);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(21);
    const [known, unknown] = [new AccessBench(), new AccessBench()];
    await known.user('ada', 'viewer');
    for (let tries = 0; tries < 6; tries += 1) {
      const [one, other] = await Promise.all([known.login('ada', 'wrong'), unknown.login('ada', 'wrong')]);
      expect([one.statusCode, one.body]).toEqual([other.statusCode, other.body]);
    }
  });
});

describe('a link', () => {
  const use = (token: string, password = 'another long password') =>
    bench.app.inject({ method: 'POST', url: '/api/v1/session/link', payload: { token, password } });

  it('sets a password once, logs in, and ends other sessions', async () => {
    const { cookie } = await bench.browser('ada');
    const user = await bench.accounts.userNamed('ada');
    const link = await bench.link(user ?? expect.fail());
    expect((await use(link)).json()).toMatchObject({ name: 'ada' });
    expect(bench.usedLinks).toEqual([link]);
    expect((await use(link)).statusCode).toBe(401);
    expect((await ask({ cookie })).statusCode).toBe(401);
    expect((await bench.login('ada')).statusCode).toBe(401);
    expect((await bench.login('ada', 'another long password')).statusCode).toBe(200);
  });

  it('ends a login with the password of before that is under way', async () => {
    bench = new AccessBench({}, { ...PLAIN_PASSWORDS, isRight: async () => (await use(link)).statusCode === 200 });
    const link = await bench.link(await bench.user('ada', 'operator'));
    const answer = await bench.login('ada');
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([401, undefined]);
  });

  it('lets in who has it, however much somebody guesses', async () => {
    for (let tries = 0; tries < 50; tries += 1) await bench.login(tries % 2 === 0 ? 'ada' : `user-${tries}`, 'wrong');
    expect((await bench.login('ada')).statusCode).toBe(429);
    for (let tries = 0; tries < 50; tries += 1) expect((await use('A'.repeat(43))).statusCode).toBe(401);
    const link = await bench.link((await bench.accounts.userNamed('ada')) ?? expect.fail());
    bench.nowMs += 1_000; // strangers ask a few times a second at most
    expect((await use(link)).statusCode).toBe(200);
  });

  it('is no way to become what its user became since', async () => {
    const user = await bench.user('eve', 'viewer');
    const narrowed = await bench.token('administrator', ['read', 'account.own', 'user.manage']);
    const make = () => bench.app.inject({ method: 'POST', url: '/api/v1/users/eve/link', headers: narrowed });
    const made = await make();
    expect(made.statusCode).toBe(201);
    const headers = await bench.token('administrator');
    const payload = { role: 'administrator' };
    await bench.app.inject({ method: 'PATCH', url: '/api/v1/users/eve', headers, payload });
    expect((await use(made.json<{ path: string }>().path.split('#')[1] ?? '')).statusCode).toBe(401);
    expect((await bench.accounts.userNamed('eve'))?.passwordHash).toBe(user.passwordHash);
    expect((await make()).statusCode).toBe(403);
  });

  it('is not made for who gets another role meanwhile', async () => {
    const user = await bench.user('eve', 'viewer');
    const narrowed = await bench.token('administrator', ['read', 'account.own', 'user.manage']);
    const addLink = bench.accounts.addLink.bind(bench.accounts);
    bench.accounts.addLink = async (...link) => {
      await bench.accounts.changeUser(user.id, { role: 'administrator' });
      return addLink(...link);
    };
    const made = await bench.app.inject({ method: 'POST', url: '/api/v1/users/eve/link', headers: narrowed });
    expect([made.statusCode, made.json<{ code: string }>().code]).toEqual([409, 'API_CONFLICT']);
    expect(await bench.accounts.hasLink(user.id, new Date(bench.nowMs).toISOString())).toBe(false);
  });

  it('is good for a day, for nobody who is locked out, and for no short password', async () => {
    const user = (await bench.accounts.userNamed('ada')) ?? expect.fail();
    const link = await bench.link(user);
    expect((await use(link, 'short')).statusCode).toBe(400);
    bench.nowMs += 24 * HOUR_MS;
    expect((await use(link)).statusCode).toBe(401);
    const next = await bench.link(user);
    await bench.accounts.changeUser(user.id, { isDisabled: true });
    expect((await use(next)).statusCode).toBe(401);
  });
});
