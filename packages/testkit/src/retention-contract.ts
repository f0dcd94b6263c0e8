/** What every store of incidents forgets, and what not: part of its contract. */
import type { Incident, IncidentStore, Retention } from '@nines/kernel';
import { expect, it } from 'vitest';

import {
  someChanges,
  someIncident,
  someNotification,
  somePlainNotification,
  someTakenAlert,
} from './incident-samples.ts';

const [OLD, LIMIT, NEW] = ['2026-01-10T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '2026-02-02T00:00:00.000Z'];
const OVER = { status: 'resolved', resolvedAt: OLD, severity: 3 } as const;
const TASK = { id: 't', text: 'fix', kind: 'corrective', owner: null, due: null, doneAt: null } as const;
const POSTMORTEM = { title: 'Postmortem', url: 'https://wiki.example/7' };
const ALL: Retention = { incidentsBefore: LIMIT, othersBefore: LIMIT, mostIncidents: 100, mostOthers: 100 };

export function describeRetention(store: () => IncidentStore): void {
  const left = async (): Promise<readonly number[]> => {
    const found = await store().incidents({ limit: 100 });
    return found.map(({ number }) => number).reverse();
  };

  const deliverAll = async (): Promise<void> => {
    const lease = await store().acquireOutbox(AbortSignal.timeout(20_000));
    const ids = (await lease.pending(100)).map(({ id }) => id);
    const done = { state: 'sent', attempts: 1, dueAt: OLD, sentAt: OLD, failure: null, bundle: null } as const;
    const thread = { channel: 'slack', incident: 1, reference: { ts: '1' } };
    await lease.report([{ ids, ...done, thread }]);
    await lease.release();
  };

  it('forgets incidents that were over long ago with all of them, but none that anything is still to be done about', async () => {
    const incidents: readonly Incident[] = [
      someIncident({ number: 1, ...OVER }),
      someIncident({ number: 2, ...OVER, resolvedAt: NEW }),
      someIncident({ number: 3, severity: 3 }),
      someIncident({ number: 4, ...OVER, tasks: [TASK] }),
      someIncident({ number: 5, ...OVER, tasks: [{ ...TASK, doneAt: OLD }] }),
      someIncident({ number: 6, ...OVER, severity: 2 }),
      someIncident({ number: 7, ...OVER, severity: 2, links: [POSTMORTEM] }),
      someIncident({ number: 8, ...OVER, severity: 1, drill: 'kill' }),
      someIncident({ number: 9, ...OVER }),
      someIncident({ number: 10, ...OVER }),
      someIncident({ number: 11, ...OVER, mergedInto: 3 }),
      someIncident({ number: 12, ...OVER, mergedInto: 1 }),
    ];
    const alert = (incident: number, endsAt: string | null) =>
      someTakenAlert({ fingerprint: `f${incident}`, incident, endsAt });
    const alerts = [alert(1, OLD), alert(2, OLD), alert(9, null)];
    const told = (number: number) => ({
      channel: 'slack',
      notification: someNotification({ incident: someIncident({ number }) }),
    });
    await store().commit(someChanges({ incidents, alerts, messages: [told(1), told(2)] }));
    await deliverAll();
    await store().commit(someChanges({ revision: 1, messages: [told(10)] }));
    expect(await store().prune({ ...ALL, othersBefore: OLD.replace('10', '01') })).toMatchObject({ incidents: 4 });
    expect(await left()).toEqual([2, 3, 4, 6, 9, 10]);
    expect(await store().incident(11)).toBeDefined();
    expect([await store().alertsOf(1), await store().messagesOf(1)]).toEqual([[], []]);
    expect([await store().alertsOf(2), await store().messagesOf(2), await store().alertsOf(9)]).toMatchObject([
      [{}],
      [{}],
      [{}],
    ]);
    const lease = await store().acquireOutbox(AbortSignal.timeout(20_000));
    expect(await lease.threads([1])).toEqual([]);
    await lease.release();
    // What it was a part of is gone by now.
    expect(await store().prune(ALL)).toMatchObject({ incidents: 1 });
    expect((await store().load(NEW)).lastNumber).toBe(12);
  });

  it('forgets messages that were done with and alerts, of no incident, but nothing that waits, fires or is of one', async () => {
    const alert = (fingerprint: string, endsAt: string | null, incident: number | null = null) =>
      someTakenAlert({ fingerprint, endsAt, incident });
    const alerts = [alert('old', OLD), alert('new', NEW), alert('fires', null), alert('of', OLD, 2)];
    const incidents = [someIncident({ number: 1 }), someIncident({ number: 2, ...OVER, resolvedAt: NEW })];
    const told = (number: number) => ({
      channel: 'slack',
      notification: someNotification({ incident: someIncident({ number }) }),
    });
    const plain = (key: string, at: string) => ({ channel: 'email', notification: somePlainNotification({ key, at }) });
    await store().commit(someChanges({ alerts, incidents, messages: [told(1), told(2)] }));
    await store().tell([plain('old', OLD), plain('new', NEW)]);
    await deliverAll();
    await store().tell([plain('waits', OLD)]);
    expect(await store().prune(ALL)).toEqual({ incidents: 0, alerts: 1, messages: 1 });
    const episodes = await Promise.all(['old', 'new', 'fires', 'of'].map((each) => store().alertEpisodes(each, 9)));
    expect(episodes.map(({ length }) => length)).toEqual([0, 1, 1, 1]);
    expect((await store().messages(['old', 'new', 'waits'])).map(({ notification }) => notification.key)).toEqual([
      'new',
      'waits',
    ]);
    expect([await store().messagesOf(1), await store().messagesOf(2)]).toMatchObject([[{}], [{}]]);
    await store().tell([plain('later', NEW)]);
    expect(await store().messages(['later'])).toHaveLength(1);
  });

  it('forgets few at a time, the oldest first', async () => {
    const at = (day: number): string => `2026-01-0${day}T00:00:00.000Z`;
    const days = [3, 1, 2];
    const incidents = days.map((day) => someIncident({ ...OVER, number: day, resolvedAt: at(day) }));
    const alerts = days.map((day) => someTakenAlert({ fingerprint: `f${day}`, startsAt: at(day), endsAt: at(day) }));
    await store().commit(someChanges({ incidents, alerts }));
    const few = { ...ALL, mostIncidents: 1, mostOthers: 2 };
    expect(await store().prune(few)).toEqual({ incidents: 1, alerts: 2, messages: 0 });
    expect(await left()).toEqual([2, 3]);
    expect(await store().alertEpisodes('f3', 1)).toHaveLength(1);
  });
}
