import type { ApiReview, ApiSpending, ObjectiveDetails, ObjectiveList, SignOff, Sla } from '@nines/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp } from '../../testing/test-app.ts';
import { DAY_MS, ObjectivesBench, testObjective } from '../../testing/test-objectives.ts';
import type { ServerApp } from '../fastify-app.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Noon of a Sunday. */
const BEGINNING = Date.parse('2026-11-01T12:00:00Z');

const errors = testObjective({ description: 'Answers that are none' });
const monthly = testObjective({
  name: 'monthly',
  target: '99.9',
  period: { kind: 'calendar', unit: 'month', timezone: 'Europe/Berlin' },
});

let bench: ObjectivesBench;
let app: ServerApp;

beforeEach(async () => {
  bench = new ObjectivesBench([errors, monthly]);
  await bench.clock.goTo(BEGINNING);
  bench.start();
  const { answers: objectives, credits, reviews } = bench.parts ?? {};
  app = createTestApp({
    ...(objectives !== undefined && { objectives }),
    ...(credits !== undefined && { credits }),
    ...(reviews !== undefined && { reviews }),
  });
});

afterEach(async () => {
  await bench.stop();
});

/** An hour of which half is bad, then one that is well. */
async function outage(): Promise<void> {
  const [fromMs, brokenMs] = [bench.clock.now(), bench.clock.now() + 30 * MINUTE_MS];
  for (const id of ['web/errors', 'web/monthly']) {
    bench.counts.record(id, { fromMs, toMs: brokenMs, total: 10, bad: 0 });
    bench.counts.record(id, { fromMs: brokenMs, toMs: fromMs + HOUR_MS, total: 10, bad: 1 });
    bench.counts.record(id, { fromMs: fromMs + HOUR_MS, toMs: fromMs + 2 * HOUR_MS, total: 10, bad: 0 });
  }
  await bench.clock.goTo(fromMs + 2 * HOUR_MS);
}

async function ask<T>(path: string): Promise<T> {
  const answer = await app.inject(`/api/v1${path}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<T>();
}

describe('objectives', () => {
  it('are not known before anything was counted by', async () => {
    await bench.clock.goTo(BEGINNING + 2_000);
    expect((await app.inject('/api/v1/objectives')).statusCode).toBe(200);
    await bench.stop();
    bench.store.mood = 'away';
    bench.start();
    const { answers: objectives } = bench.parts ?? {};
    const early = createTestApp({ ...(objectives !== undefined && { objectives }) });
    const answer = await early.inject('/api/v1/objectives');
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([503, 'API_UNAVAILABLE']);
  });

  it('come with how they stand', async () => {
    await outage();
    const { data } = await ask<ObjectiveList>('/objectives');
    expect(data.map(({ service, name, target }) => [service, name, target])).toEqual([
      ['web', 'errors', '99'],
      ['web', 'monthly', '99.9'],
    ]);
    expect(data[0]).toMatchObject({
      description: 'Answers that are none',
      period: { kind: 'rolling', lengthSeconds: 86_400 },
      measuredBy: 'events',
      status: 'exhausted',
      frozen: [],
      state: { total: 14_400, bad: 360, allowed: 144, attainment: 0.975, budgetRemainingRatio: -1.5 },
    });
    expect(data[1]?.state?.period).toEqual({ from: '2026-10-31T23:00:00.000Z', to: '2026-11-30T23:00:00.000Z' });
  });

  it('are known one by one, with pairs of windows and days', async () => {
    await outage();
    const { tiers, history, state } = await ask<ObjectiveDetails>('/objectives/web/errors?days=2');
    expect(tiers.map(({ isTold }) => isTold)).toEqual([true, true, true, true]);
    expect(tiers[0]).toMatchObject({ severity: 'critical', factor: 14.4, shortSeconds: 10, longSeconds: 120 });
    expect(history).toMatchObject([
      {
        from: '2026-10-31T00:00:00.000Z',
        to: '2026-11-01T00:00:00.000Z',
        total: 0,
        attainment: null,
        budgetRemainingRatio: null,
      },
      { from: '2026-11-01T00:00:00.000Z', to: '2026-11-01T14:00:00.000Z', total: 14_400, budgetRemainingRatio: -1.5 },
    ]);
    expect(state?.burns.map(({ windowSeconds }) => windowSeconds)).toEqual([10, 60, 120, 240, 720, 2_880, 8_640]);
    const { history: days } = await ask<ObjectiveDetails>('/objectives/web/monthly?days=1');
    expect(days[0]?.from).toBe('2026-10-31T23:00:00.000Z');
  });

  it.each([
    '/objectives/web/other',
    '/objectives/other/errors/spending?from=2026-11-01T00:00:00Z',
    '/objectives/x/y/review',
  ])('are not found at %s', async (path) => {
    const answer = await app.inject(`/api/v1${path}`);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'API_NOT_FOUND']);
  });
});

describe('spending', () => {
  it('is what an interval cost of its period, up to now', async () => {
    await outage();
    const of = (query: string) => ask<ApiSpending>(`/objectives/web/errors/spending?${query}`);
    const whole = await of('from=2026-11-01T12:00:00Z');
    expect(whole).toMatchObject({ total: 14_400, bad: 360, budgetSpentRatio: 2.5, to: '2026-11-01T14:00:00.000Z' });
    const cause = await of('from=2026-11-01T12:30:00Z&to=2026-11-01T12:45:00Z');
    expect(cause).toMatchObject({ total: 1_800, bad: 180, attainment: 0.9 });
  });

  it.each(['from=yesterday', 'from=2026-11-01T13:00:00Z', 'from=2024-01-01T00:00:00Z', ''])(
    'refuses %j',
    async (query) => {
      const answer = await app.inject(`/api/v1/objectives/web/errors/spending?${query}`);
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'API_BAD_REQUEST']);
    },
  );
});

describe('what customers are owed', () => {
  it('comes with the violations that it is owed for', async () => {
    const place = { line: 1, column: 1 };
    const violated = {
      service: 'web',
      slo: 'errors',
      when: { kind: 'violated', forMs: HOUR_MS },
      creditRatio: 0.05,
      place,
    } as const;
    const uptime = {
      service: 'web',
      when: { kind: 'monthly-uptime', belowPercent: '99.5' },
      creditRatio: 0.1,
      place,
    } as const;
    bench.watched = { ...bench.watched, credits: [violated, uptime] };
    await outage();
    const sla = await ask<Sla>('/sla');
    expect(sla).toMatchObject({ month: '2026-11', isComplete: false });
    const [web] = sla.data;
    expect(web).toMatchObject({
      service: 'web',
      creditRatio: 0.05,
      unmeasured: [{ when: { kind: 'monthly-uptime' } }],
    });
    const cause = web?.credits[0]?.findings[0]?.causes[0];
    expect(cause?.from.slice(0, 15)).toBe('2026-11-01T12:3');
    expect(cause?.to).toBe('2026-11-01T14:00:00.000Z');
    expect((await ask<Sla>('/sla?month=2026-10')).data[0]?.creditRatio).toBe(0);
    expect((await app.inject('/api/v1/sla?month=2026-12')).statusCode).toBe(400);
    expect((await app.inject('/api/v1/sla?month=2026-13')).statusCode).toBe(400);
  });
});

describe('a review', () => {
  it('is of the period that is asked for', async () => {
    await outage();
    const of = (query: string) => ask<ApiReview>(`/objectives/web/errors/review${query}`);
    expect((await of('')).period).toMatchObject({ to: '2026-11-01T00:00:00.000Z', total: 0, isComplete: true });
    const review = await of('?period=2026-11-01');
    expect(review).toMatchObject({
      period: { from: '2026-11-01T00:00:00.000Z', total: 14_400, isComplete: false },
      worstDays: [{ day: '2026-11-01', bad: 360 }],
      alerts: [],
    });
    expect(review.markdown).toContain('# Review of web/errors');
    expect((await of('?period=current')).period.to).toBe('2026-11-01T14:00:00.000Z');
    const { period } = await ask<ApiReview>('/objectives/web/monthly/review?period=last');
    expect(period).toMatchObject({ from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' });
  });

  it('knows the alerts of its period', async () => {
    const alert = (slo: string, startsAt: string, fingerprint = slo) => ({
      fingerprint,
      startsAt,
      labels: { alertname: 'ErrorBudgetBurn', service: 'web', slo, severity: 'critical', windows: '1h/5m' },
    });
    const event = (type: string, id: string, time: string, data: ReturnType<typeof alert>) => ({
      ...{ id: `${type}:${id}`, type, source: 'alertmanager', subject: 'web', time, data },
      correlationId: 'incident:shop/1', // an incident has several
    });
    const [one, other] = [alert('errors', '2026-10-31T10:00:00.000Z'), alert('monthly', '2026-10-31T10:00:00.000Z')];
    await bench.eventLog.append([
      event('alert.fired', 'one', one.startsAt, one),
      event('alert.fired', 'other', other.startsAt, other),
      event('alert.resolved', 'one', '2026-10-31T10:20:00.000Z', one),
      event('alert.fired', 'later', '2026-11-01T10:00:00.000Z', alert('errors', '2026-11-01T10:00:00.000Z')),
    ]);
    const slow = alert('errors', '2026-10-31T10:10:00.000Z', 'slow');
    await bench.eventLog.append([
      event('alert.fired', 'shop/slow', slow.startsAt, slow),
      event('alert.resolved', 'shop/slow', '2026-10-31T10:30:00.000Z', slow),
      event('alert.fired', 'depot/elsewhere', slow.startsAt, { ...slow, fingerprint: 'elsewhere' }),
    ]);
    const { alerts } = await ask<ApiReview>('/objectives/web/errors/review');
    expect(alerts).toEqual([
      { tier: '1h/5m', severity: 'critical', startedAt: one.startsAt, easedAt: '2026-10-31T10:20:00.000Z' },
      { tier: '1h/5m', severity: 'critical', startedAt: slow.startsAt, easedAt: '2026-10-31T10:30:00.000Z' },
    ]);
  });

  const sign = (payload: object) =>
    app.inject({ method: 'POST', url: '/api/v1/objectives/web/errors/review/sign-off', payload });

  it('is signed off once in the same words', async () => {
    await bench.stop(); // a day is long
    await bench.clock.goTo(BEGINNING + DAY_MS);
    const first = await sign({ by: ' Ada ', note: 'as *expected*' });
    expect(first.statusCode, first.body).toBe(200);
    expect(first.json<SignOff>()).toMatchObject({ by: 'Ada', to: '2026-11-02T00:00:00.000Z' });
    await bench.clock.goTo(BEGINNING + DAY_MS + HOUR_MS);
    expect((await sign({ by: 'Ada', note: 'as *expected*' })).json()).toEqual(first.json());
    await sign({ by: 'Grace' });
    const { signOffs, markdown } = await ask<ApiReview>('/objectives/web/errors/review');
    expect(signOffs.map(({ by }) => by)).toEqual(['Ada', 'Grace']);
    expect(markdown).toContain(String.raw`- Ada, 2026-11-02T12:00:00.000Z: as \*expected\*`);
    const [event] = await bench.eventLog.read(0, 10, { types: ['slo.review.signed-off'] });
    expect(event).toMatchObject({ subject: 'web/errors', data: { by: 'Ada', target: '99' } });
  });

  it.each([{ by: '' }, { by: 'Ada', period: 'current' }, { by: 'Ada', period: '2026-11-01' }, { by: 'Ada', more: 1 }])(
    'is not signed off with %j',
    async (payload) => {
      expect((await sign(payload)).statusCode).toBe(400);
    },
  );
});
