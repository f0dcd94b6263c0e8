import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { AlertNotification } from '@nines/api';
import { NinesError, permissionsOf } from '@nines/kernel';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { describe, expect, it } from 'vitest';
import { systemClock } from '@nines/system-clock';
import { localActor } from '../../access/actor.ts';
import { createTestApp, TOKEN } from '../../testing/test-app.ts';

async function logOf(count: number): Promise<InMemoryEventLog> {
  const log = new InMemoryEventLog({ now: () => 0 });
  await log.append(Array.from({ length: count }, (_, index) => eventOf(index)));
  return log;
}

function eventOf(index: number): Parameters<InMemoryEventLog['append']>[0][number] {
  const type = index % 2 === 0 ? 'instance.crashed' : 'instance.ready';
  return {
    id: `boot:${index}`,
    type,
    source: 'supervisor',
    subject: 'web-0',
    time: '2026-01-01T00:00:00Z',
    data: { index },
  };
}

describe('whom the API answers', () => {
  it.each(['localhost', '127.0.0.1:9000', '[::1]:9000', 'nines.localhost:80'])('%s is this machine', async (host) => {
    const { statusCode } = await createTestApp({}).inject({ url: '/livez', headers: { host } });
    expect(statusCode).toBe(200);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '128.0.0.1', 'localhost:x'])(
    '%j is somebody else',
    async (host) => {
      const answer = await createTestApp({}).inject({ url: '/livez', headers: { host } });
      expect(answer.statusCode).toBe(403);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.json()).toMatchObject({ code: 'API_FOREIGN_HOST', status: 403 });
    },
  );
});

describe('an address that nobody can read', () => {
  const ask = (url: string, headers: Record<string, string> = {}) => createTestApp({}).inject({ url, headers });

  it.each([
    ['with half an escape', '/api/v1/users/%'],
    ['with an escape of no number', '/api/v1/users/%zz'],
    ['with a name that is too long', `/api/v1/alerts/${'x'.repeat(2_000)}/why`],
  ])('%s is a problem', async (_what, url) => {
    const [answer, known] = await Promise.all([ask(url), ask('/nowhere')]);
    expect(answer.json()).toMatchObject({ status: 400, code: 'API_BAD_REQUEST' });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers).toMatchObject({ ...known.headers, ...lengthOf(answer.body), connection: 'close' });
  });

  it('is refused where a stranger asks, as any other', async () => {
    expect((await ask('/%zz', { host: 'evil.example' })).json()).toMatchObject({ code: 'API_FOREIGN_HOST' });
  });

  const lengthOf = (body: string) => ({ 'content-length': String(body.length), date: expect.any(String) as string });
});

describe('events', () => {
  it('come in pages that join without a gap', async () => {
    const log = await logOf(5);
    const app = createTestApp({ eventLog: () => log });
    const first = (await app.inject('/api/v1/events?limit=3')).json<{
      data: unknown[];
      pagination: { next: number };
    }>();
    expect(first.data).toHaveLength(3);
    const rest = (await app.inject(`/api/v1/events?limit=3&after=${first.pagination.next}`)).json<typeof first>();
    expect(rest.data).toHaveLength(2);
    expect(rest.pagination.next).toBeNull();
  });

  it('can be filtered by types', async () => {
    const log = await logOf(5);
    const app = createTestApp({ eventLog: () => log });
    const one = await app.inject('/api/v1/events?type=instance.ready');
    const two = await app.inject('/api/v1/events?type=instance.ready&type=instance.crashed');
    expect([one.json<{ data: unknown[] }>().data.length, two.json<{ data: unknown[] }>().data.length]).toEqual([2, 5]);
  });

  it.each(['limit=0', 'limit=1001', 'after=-1', 'after=x', 'unknown=1'])('refuses ?%s', async (query) => {
    const answer = await createTestApp({ eventLog: () => new InMemoryEventLog({ now: () => 0 }) }).inject(
      `/api/v1/events?${query}`,
    );
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'API_BAD_REQUEST' });
  });

  it('are streamed from where a reader was cut off, then as they come', async () => {
    const log = await logOf(3);
    const app = createTestApp({ eventLog: () => log });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const asking = request({ port, path: '/api/v1/events/stream?after=0', headers: { 'last-event-id': '2' } });
    asking.end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.setEncoding('utf8');
    let text = '';
    for await (const chunk of answer as AsyncIterable<string>) {
      text += chunk;
      if (text.includes('id: 3\n') && !text.includes('id: 4\n')) await log.append([eventOf(3)]);
      if (text.includes('id: 4\n')) break;
    }
    expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id)).toEqual(['3', '4']);
    expect(text).toMatch(/^event: instance\.ready$/m);
    await app.close();
  });
});

describe('a stream of events', () => {
  const soon = { ...systemClock, sleep: (_ms: number, signal?: AbortSignal) => systemClock.sleep(5, signal) };
  const refuse = (): never => {
    throw new NinesError('API_UNAUTHORIZED', 'the session is over');
  };

  it.each<[string, () => ReturnType<typeof localActor> | undefined]>([
    ['is known no more', refuse],
    ['shows nothing any more', () => undefined],
    ['may read no more', () => ({ ...localActor('ada'), permissions: new Set(['account.own']) })],
  ])('ends when its reader %s', async (_name, then) => {
    let asked = 0;
    const identify = async () => ((asked += 1) > 2 ? then() : localActor('ada'));
    const log = await logOf(1);
    const app = createTestApp({ eventLog: () => log, clock: soon }, { identify });
    const { body } = await app.inject('/api/v1/events/stream?after=0');
    expect([body.match(/^id: \d+$/gm), body.match(/^:$/gm), asked]).toEqual([['id: 1'], [':'], 3]);
  });

  it('shows no more than its reader may see by now', async () => {
    const log = await logOf(0);
    let asked = 0;
    const identify = async () => {
      asked += 1;
      if (asked === 3)
        await log.append(['audit.changed', 'instance.ready'].map((type) => ({ ...eventOf(0), id: type, type })));
      if (asked === 6) refuse();
      return { ...localActor('ada'), permissions: permissionsOf(asked === 1 ? 'administrator' : 'viewer') };
    };
    const app = createTestApp({ eventLog: () => log, clock: soon }, { identify });
    expect((await app.inject('/api/v1/events/stream?after=0')).body.match(/^id: \d+$/gm)).toEqual(['id: 2']);
  });
});

describe('the webhook', () => {
  const payload: Omit<AlertNotification, 'truncatedAlerts'> = {
    version: '4',
    groupKey: 'g',
    groupLabels: {},
    receiver: 'nines',
    alerts: [],
  };
  const post = (authorization: string | undefined, notified: () => Promise<void>, body: unknown = payload) =>
    createTestApp({ notified }).inject({
      method: 'POST',
      url: '/api/v1/alertmanager',
      headers: authorization === undefined ? {} : { authorization },
      payload: body as object,
    });

  it.each([undefined, 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`])(
    'refuses %s',
    async (authorization) => {
      const answer = await post(authorization, async () => undefined);
      expect(answer.statusCode).toBe(401);
    },
  );

  it('takes in what comes with the token', async () => {
    expect((await post(`Bearer ${TOKEN}`, async () => undefined)).statusCode).toBe(204);
  });

  it('takes in a message of thousands of alerts, which is lost where it is refused', async () => {
    const labels = { alertname: 'ServiceDown', description: 'x'.repeat(1_000) };
    const times = { startsAt: '2026-01-01T00:00:00Z', endsAt: '0001-01-01T00:00:00Z' };
    const alerts = Array.from({ length: 8_000 }, (_, index) => {
      return { status: 'firing', labels, annotations: {}, ...times, fingerprint: `f${index}` };
    });
    const taken: number[] = [];
    const app = createTestApp({
      notified: async (notification) => {
        taken.push(notification.alerts.length);
      },
    });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/alertmanager',
      headers,
      payload: { ...payload, alerts },
    });
    expect([answer.statusCode, taken]).toEqual([204, [8_000]]);
  });

  it('asks for the message again where too much waits already', async () => {
    const busy = async (): Promise<never> => {
      throw new NinesError('SERVER_BUSY', 'Too much waits');
    };
    const answer = await post(`Bearer ${TOKEN}`, busy);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
  });

  it('asks for the message again while the database is away', async () => {
    const away = async (): Promise<never> => {
      throw new NinesError('STORE_UNREACHABLE', 'PostgreSQL does not serve now');
    };
    expect((await post(`Bearer ${TOKEN}`, away)).statusCode).toBe(503);
  });

  it('tells nobody but its log what was not expected', async () => {
    const broken = async (): Promise<never> => {
      throw new Error('with a secret in it');
    };
    const answer = await post(`Bearer ${TOKEN}`, broken);
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
  });
});
