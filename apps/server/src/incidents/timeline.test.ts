import type { NewEvent } from '@nines/kernel';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { beforeEach, describe, expect, it } from 'vitest';
import { sequenceAt } from './sequence-at.ts';
import { changesBefore, timelineOf } from './timeline.ts';

const START = Date.parse('2026-11-10T09:00:00Z');
const SECOND = 1_000;
const HOUR = 3_600_000;

const incident = {
  number: 7,
  services: ['postgres', 'api'],
  startedAt: new Date(START).toISOString(),
  resolvedAt: new Date(START + HOUR).toISOString(),
};

let nowMs = 0;
let log: InMemoryEventLog;

beforeEach(() => {
  nowMs = 0;
  log = new InMemoryEventLog({ now: () => nowMs });
});

/** Written down `lateMs` after it happened. */
async function happens(offsetMs: number, type: string, subject: string, more: Partial<NewEvent> = {}, lateMs = 0) {
  nowMs = START + offsetMs + lateMs;
  const time = new Date(START + offsetMs).toISOString();
  const id = `${type}:${subject}:${offsetMs}`;
  await log.append([{ id, type, subject, source: 'test', time, data: {}, ...more }]);
}

async function timeline(): Promise<readonly string[]> {
  return (await timelineOf(log, 'shop', incident, START + 2 * HOUR)).map(({ type, subject }) => `${type} ${subject}`);
}

describe('a place in the log', () => {
  it('is after everything that was recorded before the moment', async () => {
    for (let minute = 0; minute < 50; minute += 1) await happens(minute * 60_000, 'instance.ready', 'api-0');
    expect(await sequenceAt(log, START + 7 * 60_000)).toBe(7);
    expect(await sequenceAt(log, START - 1)).toBe(0);
    expect(await sequenceAt(log, START + 2 * HOUR)).toBe(50);
  });

  it('is the beginning of an empty log', async () => {
    expect(await sequenceAt(log, START)).toBe(0);
  });
});

describe('a timeline', () => {
  it('does not show who was let in, though they are named as a service is', async () => {
    await happens(SECOND, 'audit.changed', 'postgres');
    expect(await timeline()).toEqual([]);
  });

  it('holds what the incident and its services went through, in the order of time', async () => {
    await happens(-2 * HOUR, 'instance.crashed', 'postgres-0');
    await happens(0, 'instance.crashed', 'postgres-0', {}, 3 * SECOND);
    await happens(2 * SECOND, 'incident.opened', 'postgres', { correlationId: 'incident:shop/7' });
    await happens(1 * SECOND, 'service.down', 'postgres', {}, 4 * SECOND);
    await happens(10 * SECOND, 'instance.crashed', 'portal-0');
    await happens(11 * SECOND, 'budget.exhausted', 'api/errors', { id: 'budget.exhausted:shop/api/errors:then' });
    await happens(12 * SECOND, 'configuration.applied', 'nines-prometheus');
    await happens(13 * SECOND, 'slo.review.signed-off', 'api-gateway', {});
    await happens(3 * HOUR, 'instance.crashed', 'api-0');
    expect(await timeline()).toEqual([
      'instance.crashed postgres-0',
      'service.down postgres',
      'incident.opened postgres',
      'budget.exhausted api/errors',
      'configuration.applied nines-prometheus',
    ]);
  });

  it('has what people did long after, which belongs to it', async () => {
    await happens(0, 'incident.opened', 'postgres', { correlationId: 'incident:shop/7' });
    await happens(9 * HOUR, 'incident.task-done', 'postgres', { correlationId: 'incident:shop/7' });
    expect(await timeline()).toEqual(['incident.opened postgres', 'incident.task-done postgres']);
  });

  it('has what became a part of it, and of its parts, and nothing of other incidents', async () => {
    await happens(0, 'incident.opened', 'postgres', { correlationId: 'incident:shop/7' });
    await happens(1, 'incident.opened', 'api', { correlationId: 'incident:shop/8' });
    await happens(2, 'incident.opened', 'portal', { correlationId: 'incident:shop/9' });
    await happens(3, 'alert.fired', 'api', { correlationId: 'incident:shop/10' });
    await happens(4, 'incident.merged', 'portal', { correlationId: 'incident:shop/9', data: { into: 8 } });
    await happens(5, 'incident.merged', 'api', { correlationId: 'incident:shop/8', data: { into: 7 } });
    expect(await timeline()).toEqual([
      'incident.opened postgres',
      'incident.opened api',
      'incident.opened portal',
      'incident.merged portal',
      'incident.merged api',
    ]);
  });
});

describe('a timeline of one of several platforms that share a log', () => {
  it('has nothing of an incident of another that has the same number, nor what became a part of that', async () => {
    await happens(0, 'incident.opened', 'postgres', { correlationId: 'incident:shop/7' });
    await happens(1, 'incident.opened', 'depot-db', { correlationId: 'incident:depot/7' });
    await happens(2, 'incident.opened', 'web', { correlationId: 'incident:shop/8' });
    await happens(3, 'incident.merged', 'api', { correlationId: 'incident:depot/8', data: { into: 7 } });
    expect(await timeline()).toEqual(['incident.opened postgres']);
  });

  it('has nothing of an incident of which nobody knows whose it is', async () => {
    await happens(0, 'incident.opened', 'postgres', { correlationId: 'incident:7' });
    await happens(1, 'incident.merged', 'api', { correlationId: 'incident:8', data: { into: 7 } });
    expect(await timeline()).toEqual([]);
  });

  it('has no alert and no budget of a service of another that has the same name', async () => {
    await happens(1, 'alert.fired', 'api', { id: 'alert.fired:depot/f1:then', correlationId: 'depot/f1:then' });
    await happens(2, 'budget.exhausted', 'api/errors', { id: 'budget.exhausted:depot/api/errors:then' });
    await happens(3, 'alert.fired', 'api', { id: 'alert.fired:shop/f2:then', correlationId: 'shop/f2:then' });
    await happens(4, 'alert.resolved', 'api', { id: 'alert.resolved:f3:then', correlationId: 'f3:then' });
    expect(await timeline()).toEqual(['alert.fired api', 'alert.resolved api']);
  });
});

describe('changes before an incident', () => {
  it('are those of its services and of the platform within a day', async () => {
    await happens(-25 * HOUR, 'service.rolling', 'api');
    await happens(-20 * HOUR, 'service.scaled', 'api');
    await happens(-2 * HOUR, 'service.rolling', 'portal');
    await happens(-HOUR, 'service.rolling', 'postgres');
    await happens(-60 * SECOND, 'instance.crashed', 'postgres-0');
    await happens(1, 'service.scaled', 'api');
    const changes = await changesBefore(log, incident);
    expect(changes.map(({ type, subject }) => `${type} ${subject}`)).toEqual([
      'service.scaled api',
      'service.rolling postgres',
    ]);
  });
});
