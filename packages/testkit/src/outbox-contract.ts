/** What every outbox keeps to: part of the contract of a store of incidents. */
import type {
  DeliveryReport,
  EventLog,
  IncidentStore,
  NewMessage,
  OutboxLease,
  OutboxMessage,
  TellingReason,
} from '@nines/kernel';
import { expect, it } from 'vitest';

import { someEvent } from './event-log-contract.ts';
import { someChanges, someIncident, someNotification, somePlainNotification } from './incident-samples.ts';

const LATE = '2027-01-01T00:00:00.000Z';
/** Long enough for a busy machine; no test waits for it unless it fails. */
const PATIENCE_MS = 20_000;

export function describeOutbox(store: () => IncidentStore, events: () => EventLog): void {
  const acquire = (): Promise<OutboxLease> => store().acquireOutbox(AbortSignal.timeout(PATIENCE_MS));

  it('holds what is to be told in the order of decisions, each key once', async () => {
    const message = (number: number, reason: 'triggered' | 'resolved'): NewMessage => ({
      channel: 'slack',
      notification: someNotification({ incident: someIncident({ number }), reason }),
    });
    await store().commit(someChanges({ messages: [message(1, 'triggered'), message(2, 'triggered')] }));
    await store().tell([{ channel: 'email', notification: somePlainNotification() }]);
    await store().commit(someChanges({ revision: 1, messages: [message(1, 'triggered'), message(1, 'resolved')] }));
    await store().tell([{ channel: 'email', notification: somePlainNotification({ title: 'again' }) }]);
    const lease = await acquire();
    const pending = await lease.pending(10);
    expect(pending.map(({ notification }) => notification.key)).toEqual([
      'incident:1:triggered:1',
      'incident:2:triggered:1',
      'test:1',
      'incident:1:resolved:1',
    ]);
    expect(pending.map(({ id }) => id)).toEqual(pending.map(({ id }) => id).sort((one, other) => one - other));
    expect((await store().messagesOf(1)).map(({ id }) => id)).toEqual([pending[0]?.id, pending[3]?.id]);
    await lease.release();
  });

  it('lists the oldest of each channel, so that one that does not move hides no other', async () => {
    const tell = (channel: string, count: number): Promise<void> =>
      store().tell(
        Array.from({ length: count }, (_, index) => ({
          channel,
          notification: somePlainNotification({ key: `${channel}:${index}` }),
        })),
      );
    await tell('slack', 9);
    await tell('email', 2);
    await tell('webhook:archive', 1);
    const at = new Date(somePlainNotification().at).toISOString();
    expect(await store().waitingMessages()).toEqual([
      { channel: 'email', count: 2, oldestAt: at },
      { channel: 'slack', count: 9, oldestAt: at },
      { channel: 'webhook:archive', count: 1, oldestAt: at },
    ]);
    const lease = await acquire();
    const keys = (await lease.pending(3)).map(({ notification }) => notification.key);
    expect(keys).toEqual(['slack:0', 'slack:1', 'slack:2', 'email:0', 'email:1', 'webhook:archive:0']);
    await lease.release();
  });

  it('lists what may wake somebody with all about the same incident, and what was sent as one, however much waits', async () => {
    const message = (number: number, reason: TellingReason): NewMessage => {
      const notification = someNotification({ incident: someIncident({ number }), reason, key: `${number} ${reason}` });
      return { channel: 'pagerduty', notification };
    };
    const quiet = [1, 2, 3, 4, 5].map((number) => message(number, 'resolved'));
    const loud = [message(6, 'acknowledged'), message(7, 'resolved'), message(6, 'severity'), message(6, 'mitigated')];
    await store().tell([...quiet, ...loud, message(8, 'triggered'), message(9, 'reopened')]);
    const lease = await acquire();
    const keys = async (limit: number): Promise<readonly string[]> =>
      (await lease.pending(limit)).map(({ notification }) => notification.key);
    const all = await lease.pending(20);
    const of6 = ['6 acknowledged', '6 severity', '6 mitigated'];
    expect(await keys(2)).toEqual(['1 resolved', '2 resolved', ...of6, '8 triggered']);
    const [severity, resolved] = ['6 severity', '7 resolved'].map((key) =>
      all.find(({ notification }) => notification.key === key),
    );
    await lease.report([reportOn(severity, { attempts: 1 }), reportOn(resolved, { attempts: 1, bundle: 'one' })]);
    expect(await keys(2)).toEqual(['1 resolved', '2 resolved', '7 resolved', '8 triggered', '9 reopened']);
    await lease.release();
  });

  it('keeps what became of messages, with threads and events', async () => {
    const incident = someIncident({ number: 4 });
    const notification = someNotification({ incident });
    await store().commit(someChanges({ incidents: [incident], messages: [{ channel: 'slack', notification }] }));
    const lease = await acquire();
    const [message] = await lease.pending(10);
    expect(message).toMatchObject({ bundle: null });
    const sending = reportOn(message, { state: 'sending', attempts: 1, bundle: 'as this' });
    expect(await lease.report([sending])).toBe(true);
    expect(await lease.pending(10)).toMatchObject([{ state: 'sending', attempts: 1, bundle: 'as this' }]);
    expect(await lease.report([{ ...sending, state: 'pending', dueAt: LATE, failure: 'HTTP 500' }])).toBe(true);
    const failed = { state: 'pending', dueAt: LATE, failure: 'HTTP 500', bundle: 'as this' };
    expect(await lease.pending(10)).toMatchObject([failed]);
    const thread = { channel: 'slack', incident: 4, reference: { ts: '1.2', attempt: 2 } };
    const sent = reportOn(message, { state: 'sent', attempts: 2, sentAt: LATE, thread });
    const event = someEvent();
    const before = await events().lastSequence();
    expect(await lease.report([sent], [event])).toBe(true);
    expect(await lease.pending(10)).toEqual([]);
    expect(await lease.threads([4, 5])).toEqual([thread]);
    expect(await lease.threads([5])).toEqual([]);
    expect(await store().messagesOf(4)).toMatchObject([
      { state: 'sent', attempts: 2, sentAt: LATE, failure: null, bundle: null },
    ]);
    expect((await events().read(before, 10)).map(({ id }) => id)).toContain(event.id);
    const newer = { ...thread, reference: { ts: '3.4' } };
    await lease.report([{ ...sent, state: 'pending', thread: newer }]);
    expect(await store().messagesOf(4)).toMatchObject([{ state: 'sent' }]);
    expect(await lease.threads([4])).toEqual([newer]);
    await lease.release();
  });

  it('lets one deliver at a time, and the next one as soon as that is over', async () => {
    await store().tell([{ channel: 'email', notification: somePlainNotification() }]);
    const first = await acquire();
    const waiting = acquire();
    expect(first.lost.aborted).toBe(false);
    await first.release();
    expect(first.lost.aborted).toBe(true);
    const second = await waiting;
    expect(second.epoch).toBeGreaterThan(first.epoch);
    const [message] = await second.pending(1);
    const event = someEvent();
    const before = await events().lastSequence();
    expect(await first.report([reportOn(message, { state: 'sent' })], [event])).toBe(false);
    expect(await store().messages(['test:1'])).toMatchObject([{ state: 'pending' }]);
    expect((await events().read(before, 10)).map(({ id }) => id)).not.toContain(event.id);
    expect(await second.report([reportOn(message, { state: 'given-up' })])).toBe(true);
    await second.release();
  });

  it('gives up waiting for the right to deliver when told so', async () => {
    const lease = await acquire();
    const stop = new AbortController();
    const waiting = store().acquireOutbox(stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(store().acquireOutbox(stop.signal)).rejects.toThrow('enough');
    await lease.release();
    await (await acquire()).release();
  });

  it('rings for whatever is to be told, once for those that came before', async () => {
    const never = new AbortController().signal;
    await store().rung(never);
    await store().tell([{ channel: 'email', notification: somePlainNotification() }]);
    await store().rung(never);
    const stopped = AbortSignal.abort();
    await store().rung(stopped);
    const ringing = store().rung(never);
    await store().commit(someChanges({ messages: [{ channel: 'slack', notification: someNotification() }] }));
    await ringing;
  });
}

function reportOn(message: OutboxMessage | undefined, fields: Partial<DeliveryReport>): DeliveryReport {
  if (message === undefined) throw new Error('there is no message');
  const { id, attempts, dueAt } = message;
  return { ids: [id], state: 'pending', attempts, dueAt, sentAt: null, failure: null, bundle: null, ...fields };
}
