import type { Incident, NewEvent } from '@nines/kernel';
import { NinesError } from '@nines/kernel';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { expect, it } from 'vitest';
import { Postmortems } from './postmortems.ts';
import type { PostmortemsOptions } from './postmortems.ts';

const START = Date.parse('2026-11-10T09:00:00.000Z');
const at = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

const INCIDENT: Incident = {
  ...{ number: 7, title: 'api is down', status: 'resolved', severity: 2, severityBy: 'rule', drill: null },
  ...{ root: { service: 'api', alertname: 'ServiceDown' }, services: ['api', 'We"ird'], owners: ['team-web'] },
  ...{ startedAt: at(0), detectedAt: at(1), acknowledgedAt: null, acknowledgedBy: null, mitigatedAt: null },
  ...{ resolvedAt: at(600), resolvedBy: 'nines', isOfPlatform: false, reopenings: 0 },
  ...{ disturbances: [{ from: at(0), to: at(600) }], alertCount: 1, firingCount: 0, roles: {}, tasks: [], links: [] },
  ...{ told: [], groupedBy: 'rule', isKeptOpen: false, mergedInto: null, impact: null, version: 4 },
};

async function draft(changes: Partial<PostmortemsOptions> = {}) {
  let nowMs = START - 600_000;
  const eventLog = new InMemoryEventLog({ now: () => nowMs });
  const happens = async (seconds: number, type: string, more: Partial<NewEvent> = {}): Promise<void> => {
    nowMs = START + seconds * 1_000;
    await eventLog.append([{ id: type, type, source: 'test', subject: 'api', time: at(seconds), data: {}, ...more }]);
  };
  await happens(-300, 'service.rolling', { data: { reason: 'changed' } });
  await happens(1, 'incident.opened', { correlationId: 'incident:shop/7' });
  const asked: string[] = [];
  const postmortems = new Postmortems({
    store: () => ({ platform: 'shop', alertsOf: () => Promise.resolve([]), messagesOf: () => Promise.resolve([]) }),
    eventLog: () => eventLog,
    prometheus: {
      queryRange: (promql, { firstMs }) => {
        asked.push(promql);
        return Promise.resolve([{ labels: { service: 'api' }, samples: [{ atMs: firstMs, value: 1 }] }]);
      },
    },
    catalog: () => undefined,
    looked: () => undefined,
    people: () => Promise.resolve(['ana']),
    clock: { now: () => START + 7_200_000 },
    signal: new AbortController().signal,
    ...changes,
  });
  return { ...(await postmortems.draft(INCIDENT)), asked };
}

it('a postmortem is drafted from what the log, the outbox and Prometheus have of it', async () => {
  const { asked, charts, due, markdown } = await draft();
  expect(markdown).toContain('5 min 0 s before: a new revision of api is rolled out');
  expect(markdown).toContain('incident opened');
  expect(charts.map(({ name }) => name)).toEqual(
    ['error-ratio', 'latency', 'ready-instances'].map((name) => `incident-7-${name}.svg`),
  );
  expect(charts[0]?.svg).toContain('api: lowest 100 %, highest 100 %.');
  expect(due).toBe('2026-11-17');
  for (const promql of asked) expect(promql).toContain('service=~"api"');
});

it('is drafted without charts while Prometheus is away, and says so', async () => {
  const away = new NinesError('API_UNAVAILABLE', 'Prometheus does not run here');
  const { charts, markdown } = await draft({ prometheus: { queryRange: () => Promise.reject(away) } });
  expect(charts).toEqual([]);
  expect(markdown).toContain('Prometheus could not be asked');
});

it('is not drafted while the database is away', async () => {
  const away = new NinesError('STORE_UNREACHABLE', 'the database is away');
  const store = { platform: 'shop', alertsOf: () => Promise.reject(away), messagesOf: () => Promise.reject(away) };
  await expect(draft({ store: () => store })).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
});
