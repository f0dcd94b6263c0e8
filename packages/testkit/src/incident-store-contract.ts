/** What every store of incidents keeps to. */
import { randomUUID } from 'node:crypto';

import type { EventLog, IncidentStore } from '@nines/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { someEvent } from './event-log-contract.ts';
import {
  someChanges,
  someIncident,
  someNotification,
  somePlainNotification,
  someTakenAlert,
} from './incident-samples.ts';
import { describeOutbox } from './outbox-contract.ts';
import { describeRetention } from './retention-contract.ts';

export interface OpenIncidentStore {
  /** An empty store, of a platform of its own. */
  readonly create: () => IncidentStore;
  readonly events: EventLog;
  close(): Promise<void>;
}

/** After everything that the samples say. */
const LATE = '2027-01-01T00:00:00.000Z';

/** Declares the suite. `open` is called once. */
export function describeIncidentStore(name: string, open: () => Promise<OpenIncidentStore>): void {
  describe(`incident store: ${name}`, () => {
    let opened: OpenIncidentStore;
    let store: IncidentStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    beforeEach(() => {
      store = opened.create();
    });
    describeDecisions(
      () => store,
      () => opened.events,
    );
    describeAlerts(() => store);
    describeIncidents(() => store);
    describeRetention(() => store);
    describeOutbox(
      () => store,
      () => opened.events,
    );
  });
}

function describeDecisions(store: () => IncidentStore, events: () => EventLog): void {
  it('begins with nothing', async () => {
    expect(await store().load(LATE)).toEqual({ revision: 0, lastNumber: 0, incidents: [], alerts: [] });
  });

  it('keeps a decision whole, and loads what is open of it', async () => {
    const alerts = [someTakenAlert({ incident: 7 }), someTakenAlert({ fingerprint: 'other', endsAt: LATE })];
    const incident = someIncident({ number: 7, roles: { commander: 'kim' }, title: 'a\u{1f600}"\'' });
    const message = { channel: 'slack', notification: someNotification({ incident }) };
    const event = someEvent({ type: 'incident.opened', correlationId: `incident:shop/${randomUUID()}` });
    const answer = { key: 'k', fingerprint: 'f', answer: { number: 7 } };
    const changes = { alerts, incidents: [incident], messages: [message], events: [event], answered: [answer] };
    expect(await store().commit(someChanges(changes))).toBe(true);
    const [open] = alerts;
    expect(await store().load(LATE)).toEqual({ revision: 1, lastNumber: 7, incidents: [incident], alerts: [open] });
    expect(await store().answered(['k', 'other'])).toEqual([answer]);
    expect(await store().messagesOf(7)).toMatchObject([{ ...message, incident: 7, state: 'pending', attempts: 0 }]);
    expect(await events().read(0, 10, { correlationId: event.correlationId ?? '' })).toHaveLength(1);
  });

  it('takes of two decisions on the same revision one, and nothing of the other', async () => {
    const decide = (number: number): Promise<boolean> => {
      const incident = someIncident({ number });
      const messages = [{ channel: 'slack', notification: someNotification({ incident }) }];
      const alerts = [someTakenAlert({ fingerprint: `f${number}` })];
      const answered = [{ key: `k${number}`, fingerprint: '', answer: null }];
      return store().commit(someChanges({ incidents: [incident], messages, alerts, answered }));
    };
    const outcomes = await Promise.all([1, 2, 3, 4, 5, 6].map(decide));
    const taken = outcomes.indexOf(true) + 1;
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    const { revision, incidents, alerts } = await store().load(LATE);
    expect([revision, incidents.map(({ number }) => number)]).toEqual([1, [taken]]);
    expect(alerts.map(({ fingerprint }) => fingerprint)).toEqual([`f${taken}`]);
    for (const number of [1, 2, 3, 4, 5, 6].filter((other) => other !== taken)) {
      expect(await store().messagesOf(number)).toEqual([]);
      expect(await store().answered([`k${number}`])).toEqual([]);
    }
    expect(await decide(9)).toBe(false);
    expect(await store().commit(someChanges({ revision: 5 }))).toBe(false);
    expect(await store().commit(someChanges({ revision: 1 }))).toBe(true);
    expect(await store().load(LATE)).toMatchObject({ revision: 2, lastNumber: taken });
  });

  it('keeps nothing where an event cannot be recorded', async () => {
    const changes = someChanges({ incidents: [someIncident()], events: [someEvent({ time: 'yesterday' })] });
    await expect(store().commit(changes)).rejects.toThrow();
    expect(await store().load(LATE)).toMatchObject({ revision: 0, incidents: [] });
    expect(await store().commit(someChanges({ incidents: [someIncident()] }))).toBe(true);
  });

  it('keeps the first answer to a command', async () => {
    const first = { key: 'k', fingerprint: 'f', answer: [1] };
    await store().commit(someChanges({ answered: [first] }));
    await store().commit(someChanges({ revision: 1, answered: [{ ...first, answer: [2] }] }));
    expect(await store().answered(['k', 'other'])).toEqual([first]);
  });

  it('keeps the heartbeats that are waited for', async () => {
    const [first, second] = [
      { name: 'nightly', beatAt: '2026-01-01T00:00:00.000Z', excusedUntil: null },
      { name: 'hourly', beatAt: '2026-01-02T00:00:00.000Z', excusedUntil: LATE },
    ];
    await store().keepHeartbeats([]);
    await store().keepHeartbeats([first, second]);
    await store().keepHeartbeats([{ ...first, beatAt: LATE }]);
    expect(await store().heartbeats()).toEqual([second, { ...first, beatAt: LATE }]);
    await store().keepHeartbeats([first]); // the clock was set back
    expect(await store().heartbeats()).toEqual([second, first]);
  });

  it('is not changed by what is done to a decision afterwards', async () => {
    const links = [{ title: 'chat', url: 'https://chat.example' }];
    await store().commit(someChanges({ incidents: [someIncident({ links })] }));
    links.pop();
    expect((await store().incident(1))?.links).toHaveLength(1);
  });
}

function describeAlerts(store: () => IncidentStore): void {
  it('keeps an alert once for each time it began, to the millisecond', async () => {
    const alert = someTakenAlert({ startsAt: '2026-01-02T03:04:05.678901234Z' });
    const kept = { ...alert, startsAt: '2026-01-02T03:04:05.678Z' };
    await store().commit(someChanges({ alerts: [alert] }));
    const ended = { ...kept, endsAt: '2026-01-02T03:05:00.000Z', incident: 3, annotations: {} };
    const again = someTakenAlert({ startsAt: '2026-01-03T00:00:00.000Z' });
    await store().commit(someChanges({ revision: 1, alerts: [ended, again] }));
    expect(await store().alertEpisodes(alert.fingerprint, 10)).toEqual([again, ended]);
    expect(await store().alertEpisodes(alert.fingerprint, 1)).toEqual([again]);
    expect(await store().alertsOf(3)).toEqual([ended]);
  });

  it('finds those that were recorded, and the latest of their fingerprints', async () => {
    const episode = (fingerprint: string, day: number) =>
      someTakenAlert({ fingerprint, startsAt: `2026-01-0${day}T00:00:00.000Z`, endsAt: LATE });
    const [a1, a2, a3, b1, c1] = [episode('a', 1), episode('a', 2), episode('a', 3), episode('b', 1), episode('c', 1)];
    await store().commit(someChanges({ alerts: [a1, a2, a3, b1, c1] }));
    const names = async (wanted: readonly { fingerprint: string; startsAt: string }[]): Promise<string[]> => {
      const found = await store().recordedAlerts(wanted);
      return found.map(({ fingerprint, startsAt }) => `${fingerprint}${startsAt.slice(9, 10)}`).sort();
    };
    expect(await names([a1, a1, episode('b', 5), episode('d', 1)])).toEqual(['a1', 'a3', 'b1']);
    expect(await names([a3])).toEqual(['a3']);
    expect(await names([])).toEqual([]);
  });

  it('loads the alerts that fire, and all of the incidents that it loads', async () => {
    const alert = (fingerprint: string, incident: number | null, endsAt: string | null) =>
      someTakenAlert({ fingerprint, incident, endsAt });
    const ended = '2026-01-02T04:00:00.000Z';
    const alerts = [
      ...[alert('a', 1, null), alert('b', 1, ended), alert('c', 2, ended), alert('d', 3, ended)],
      ...[alert('e', 4, null), alert('f', 4, ended), alert('g', null, null), alert('h', null, ended)],
    ];
    const resolved = { status: 'resolved', resolvedAt: ended } as const;
    const incidents = [
      someIncident({ number: 1 }),
      someIncident({ number: 2, ...resolved }),
      someIncident({ number: 3, ...resolved, resolvedAt: '2026-01-02T05:00:00.000Z' }),
      someIncident({ number: 4, ...resolved }),
    ];
    await store().commit(someChanges({ alerts, incidents }));
    const loaded = await store().load('2026-01-02T04:30:00.000Z');
    expect(loaded.incidents).toEqual([incidents[0], incidents[2], incidents[3]]);
    expect(loaded.alerts.map(({ fingerprint }) => fingerprint).sort()).toEqual(['a', 'b', 'd', 'e', 'f', 'g']);
    expect(loaded.lastNumber).toBe(4);
  });

  it('keeps labels and annotations of any text', async () => {
    const labels = fc.dictionary(fc.string(), fc.string(), { maxKeys: 4, noNullPrototype: true });
    let revision = 0;
    await fc.assert(
      fc.asyncProperty(labels, labels, async (given, annotations) => {
        const alert = someTakenAlert({ fingerprint: randomUUID(), labels: given, annotations });
        await store().commit(someChanges({ revision, alerts: [alert] }));
        revision += 1;
        expect(await store().alertEpisodes(alert.fingerprint, 1)).toEqual([alert]);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps many alerts of one decision', async () => {
    const alerts = Array.from({ length: 5_000 }, (_, index) => someTakenAlert({ fingerprint: `f${index}` }));
    expect(await store().commit(someChanges({ alerts }))).toBe(true);
    expect((await store().load(LATE)).alerts).toHaveLength(5_000);
  });
}

function describeIncidents(store: () => IncidentStore): void {
  it('finds incidents by each condition, the newest first', async () => {
    const task = { id: 't', text: 'fix', kind: 'corrective', owner: null, due: null, doneAt: null } as const;
    const incidents = [
      someIncident({ number: 1, startedAt: '2026-01-01T00:00:00.000Z', status: 'resolved', resolvedAt: LATE }),
      someIncident({ number: 2, startedAt: '2026-01-02T00:00:00.000Z', services: ['db', 'web'], tasks: [task] }),
      someIncident({ number: 3, startedAt: '2026-01-03T00:00:00.000Z', drill: 'kill', severity: 4 }),
      someIncident({ number: 4, mergedInto: 2, tasks: [{ ...task, doneAt: LATE }] }),
      someIncident({ number: 5, startedAt: '2026-01-05T00:00:00.000Z', tasks: [{ ...task, kind: 'task' }] }),
    ];
    await store().commit(someChanges({ incidents }));
    const numbers = async (filter: object): Promise<number[]> =>
      (await store().incidents({ limit: 10, ...filter })).map(({ number }) => number);
    expect(await numbers({})).toEqual([5, 3, 2, 1]);
    expect(await numbers({ limit: 2 })).toEqual([5, 3]);
    expect(await numbers({ before: 3 })).toEqual([2, 1]);
    expect(await numbers({ statuses: ['resolved', 'mitigated'] })).toEqual([1]);
    expect(await numbers({ severities: [4, 2] })).toEqual([3]);
    expect(await numbers({ service: 'db' })).toEqual([2]);
    expect(await numbers({ isDrill: true })).toEqual([3]);
    expect(await numbers({ isDrill: false })).toEqual([5, 2, 1]);
    expect(await numbers({ since: '2026-01-02T00:00:00Z', until: '2026-01-05T00:00:00Z' })).toEqual([3, 2]);
    expect(await numbers({ mergedInto: 2 })).toEqual([4]);
    expect(await numbers({ hasOpenActions: true })).toEqual([2]);
    expect(await numbers({ statuses: [] })).toEqual([]);
  });

  it('finds those whose postmortem is still to be written', async () => {
    const over = { status: 'resolved', resolvedAt: LATE, severity: 2 } as const;
    const link = (title: string) => ({ links: [{ title, url: 'https://wiki.example/1' }] });
    const incidents = [
      someIncident({ number: 1, ...over, severity: 1 }),
      someIncident({ number: 2, ...over, ...link('chat') }),
      someIncident({ number: 3, ...over, ...link('PostMortem of the disk') }),
      someIncident({ number: 4, ...over, severity: 3 }),
      someIncident({ number: 5, ...over, drill: 'kill' }),
      someIncident({ number: 6, severity: 1 }),
      someIncident({ number: 7, ...over, mergedInto: 1 }),
    ];
    await store().commit(someChanges({ incidents }));
    const found = await store().incidents({ owesPostmortem: true, limit: 10 });
    expect(found.map(({ number }) => number)).toEqual([2, 1]);
  });

  it('has each incident as it was decided last', async () => {
    await store().commit(someChanges({ incidents: [someIncident()] }));
    const later = someIncident({ status: 'acknowledged', version: 2, services: ['web', 'db'] });
    await store().commit(someChanges({ revision: 1, incidents: [later] }));
    expect(await store().incident(1)).toEqual(later);
    expect(await store().incident(2)).toBeUndefined();
    expect((await store().load(LATE)).lastNumber).toBe(1);
  });

  it('says nothing of messages that are not there', async () => {
    expect(await store().messages(['no'])).toEqual([]);
    await store().tell([{ channel: 'email', notification: somePlainNotification() }]);
    expect(await store().messages(['no', 'test:1'])).toMatchObject([{ channel: 'email', incident: null }]);
  });
}
