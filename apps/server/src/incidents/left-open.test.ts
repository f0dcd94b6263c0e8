import { expect, test } from 'vitest';
import { decide, emptyState, policyOf } from '@nines/incidents';
import type { NewEvent } from '@nines/kernel';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { testCatalog } from '../testing/test-catalog.ts';
import { leftOpen } from './left-open.ts';

const ALONE = { platform: 'shop', isAlone: () => Promise.resolve(true) };
const at = (minute: number): string => new Date(minute * 60_000).toISOString();

function told(type: string, service: string, minute: number): NewEvent {
  const labels = { alertname: 'ServiceDown', service, severity: 'critical', scope: 'application' };
  const data = { fingerprint: service, startsAt: at(minute), labels, annotations: { summary: `${service} is away` } };
  return { id: `${type}:${service}:${at(minute)}`, type, source: 'server', subject: service, time: at(minute), data };
}

test('what an earlier version knew of was detected then, not when this one began', async () => {
  let nowMs = 10 * 60_000 + 1_500;
  const log = new InMemoryEventLog({ now: () => nowMs });
  await log.append([told('alert.fired', 'web', 5), told('alert.resolved', 'web', 5), told('alert.fired', 'db', 10)]);
  nowMs = 60 * 60_000;
  const alerts = await leftOpen(log, ALONE);
  expect(alerts.map(({ fingerprint, status }) => `${fingerprint} ${status}`)).toEqual(['db firing']);
  const { changes } = decide(emptyState(), [{ kind: 'alerts', alerts }], policyOf(testCatalog()), nowMs);
  expect(changes.incidents).toMatchObject([
    { status: 'triggered', startedAt: at(10), detectedAt: '1970-01-01T00:10:01.500Z' },
  ]);
});

test("what may be another platform's, which shares the log, is not taken over", async () => {
  const log = new InMemoryEventLog({ now: () => 10 * 60_000 });
  const of = (platform: string): NewEvent => {
    const event = told('alert.fired', `${platform}-db`, 6);
    return { ...event, id: `alert.fired:${platform}/${event.subject}:${event.time}` };
  };
  await log.append([told('alert.fired', 'db', 5), of('depot'), of('shop')]);
  const left = async (isAlone: boolean): Promise<readonly string[]> => {
    const alerts = await leftOpen(log, { platform: 'shop', isAlone: () => Promise.resolve(isAlone) });
    return alerts.map(({ fingerprint }) => fingerprint);
  };
  expect(await left(false)).toEqual(['shop-db']);
  expect(await left(true)).toEqual(['db', 'shop-db']);
});
