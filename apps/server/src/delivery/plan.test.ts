import type { ChannelTraits, TellingReason } from '@nines/kernel';
import { someIncident, someNotification, somePlainNotification } from '@nines/testkit/incident-samples';
import { expect, it } from 'vitest';
import { type ChannelState, freshChannel } from './channel-state.ts';
import type { QueuedMessage } from './outbox-queue.ts';
import { spend } from './pace.ts';
import { type Attempt, type IdleChannel, plan } from './plan.ts';

const NOW = Date.parse('2026-01-02T03:05:00.000Z');
const CHAT: ChannelTraits = { bundles: 100, supersedes: true, pace: { burst: 3, perMs: 1_000 } };
const HOOK: ChannelTraits = { bundles: 1, supersedes: false, pace: { burst: 3, perMs: 1_000 } };

/** Messages as `1 triggered`, in this order; fields for all of them. */
function queueOf(sayings: readonly string[], fields: Partial<QueuedMessage> = {}): QueuedMessage[] {
  return sayings.map((saying, index) => {
    const [number, reason] = [Number(saying.split(' ')[0]), saying.split(' ')[1] as TellingReason];
    const incident = someIncident({ number, version: index + 1 });
    const times = {
      decidedAt: new Date(NOW - 1_000).toISOString(),
      dueAt: new Date(NOW - 1_000).toISOString(),
      dueMs: NOW - 1_000,
    };
    const notification = someNotification({ incident, reason, key: `${saying} ${index}` });
    const fresh = { state: 'pending', attempts: 0, sentAt: null, failure: null, bundle: null } as const;
    return { id: index + 1, channel: 'chat', incident: number, notification, ...times, ...fresh, ...fields };
  });
}

function channelOf(traits: ChannelTraits, queue: readonly QueuedMessage[], fields: Partial<IdleChannel> = {}) {
  const state = freshChannel(traits, [], NOW);
  return { channel: 'chat', traits, state, queue, threadOf: () => undefined, ...fields };
}

function nextOf(channel: IdleChannel): Attempt | number | undefined {
  const { attempts, wakeAtMs } = plan([channel], NOW);
  return attempts[0] ?? wakeAtMs;
}

/** What is sent, and what is done with it. */
function sayingsOf(next: Attempt | number | undefined): string {
  if (typeof next !== 'object') return String(next);
  const said = next.notifications.map((one) =>
    one.kind === 'plain' ? one.title : `${one.incident.number} ${one.reason}`,
  );
  return `${said.join(', ')} (${next.messages.map(({ id }) => id).join(' ')})`;
}

it('has nothing to do where nothing waits', () => {
  expect(plan([], NOW)).toEqual({ attempts: [], needless: [], wakeAtMs: undefined });
  expect(nextOf(channelOf(HOOK, []))).toBeUndefined();
});

it('sends what is about one incident in order, each by itself, where a channel wants everything', () => {
  const channel = channelOf(HOOK, queueOf(['1 triggered', '1 acknowledged', '1 resolved']));
  expect(sayingsOf(nextOf(channel))).toBe('1 triggered (1)');
  const failed = queueOf(['1 triggered', '1 acknowledged']).map((message, index) => {
    return index === 0 ? { ...message, attempts: 1, dueMs: NOW + 700 } : message;
  });
  expect(nextOf(channelOf(HOOK, failed))).toBe(NOW + 700);
});

it('tells only how an incident stands now, where a channel shows that alone', () => {
  const queue = queueOf(['1 acknowledged', '2 triggered', '1 mitigated', '1 resolved']);
  const threadOf = (): object => ({ message: 1 });
  const others = queue.filter(({ incident }) => incident === 1);
  expect(sayingsOf(nextOf(channelOf(CHAT, others, { threadOf: () => ({ message: 7 }) })))).toBe('1 resolved (1 3 4)');
  expect(sayingsOf(nextOf(channelOf(CHAT, queue, { threadOf: threadOf as never })))).toBe('2 triggered (2)');
});

it('tells in one message that an incident was triggered and is resolved, where the first was never sent', () => {
  const next = nextOf(channelOf(CHAT, queueOf(['1 triggered', '1 updated', '1 resolved'])));
  expect(sayingsOf(next)).toBe('1 resolved (1 2 3)');
  expect(next).toMatchObject({ thread: undefined, isBundle: false });
});

it('does not let an update silence what waits before it, but shows what it says', () => {
  const next = nextOf(channelOf(CHAT, queueOf(['1 severity', '1 updated', '1 updated'])));
  expect(sayingsOf(next)).toBe('1 severity (1 2 3)');
  expect(next).toMatchObject({ lead: { id: 1 }, notifications: [{ key: '1 severity 0', incident: { version: 3 } }] });
});

it('puts no more into one message than it names', () => {
  const queue = queueOf(['1 triggered', '2 triggered', '3 triggered', '4 triggered', '5 triggered']);
  expect(sayingsOf(nextOf(channelOf({ ...CHAT, bundles: 4 }, queue)))).toMatch(/\(1 2 3 4\)$/);
});

it('lets what wakes somebody go before everything else', () => {
  const queue = queueOf(['1 updated', '2 resolved', '3 triggered']);
  expect(sayingsOf(nextOf(channelOf({ ...CHAT, bundles: 1 }, queue)))).toBe('3 triggered (3)');
  expect(sayingsOf(nextOf(channelOf(HOOK, queue)))).toBe('3 triggered (3)');
});

it('leaves room for what wakes somebody when it sends updates', () => {
  const nearlyOut = withSpent(2);
  const update = channelOf(CHAT, queueOf(['1 updated']), { state: nearlyOut, threadOf: () => ({ message: 1 }) });
  expect(nextOf(update)).toBe(NOW + 1_000);
  expect(sayingsOf(nextOf(channelOf(CHAT, queueOf(['1 triggered']), { state: nearlyOut })))).toBe('1 triggered (1)');
});

it('waits for the pace of a channel, and not where nothing was sent before', () => {
  expect(nextOf(channelOf(HOOK, queueOf(['1 triggered']), { state: withSpent(3) }))).toBe(NOW + 1_000);
  expect(sayingsOf(nextOf(channelOf(HOOK, queueOf(['1 triggered']))))).toBe('1 triggered (1)');
});

it('waits with everything for as long as the other side asked for', () => {
  const state = { ...freshChannel(CHAT, [], NOW), throttledUntilMs: NOW + 30_000 };
  expect(nextOf(channelOf(CHAT, queueOf(['1 triggered']), { state }))).toBe(NOW + 30_000);
});

it('tries what wakes somebody once at once, also where the channel rests because of failures', () => {
  const state = { ...freshChannel(HOOK, [], NOW), failures: 5, restsUntilMs: NOW + 20_000 };
  expect(sayingsOf(nextOf(channelOf(HOOK, queueOf(['1 resolved', '2 triggered']), { state })))).toBe('2 triggered (2)');
  expect(nextOf(channelOf(HOOK, queueOf(['2 triggered'], { attempts: 1 }), { state }))).toBe(NOW + 20_000);
  expect(nextOf(channelOf(HOOK, queueOf(['1 resolved']), { state }))).toBe(NOW + 20_000);
});

it('tells of more than three incidents in one message', () => {
  const sayings = ['1 triggered', '2 triggered', '1 resolved', '3 triggered'];
  expect(sayingsOf(nextOf(channelOf(CHAT, queueOf(sayings))))).toBe('2 triggered (2)');
  const more = [...sayings, '4 triggered'];
  expect(sayingsOf(nextOf(channelOf(CHAT, queueOf(more))))).toBe(
    '1 triggered, 2 triggered, 1 resolved, 3 triggered, 4 triggered (1 2 3 4 5)',
  );
  const posts = { ...HOOK, bundles: 100 };
  expect(nextOf(channelOf(posts, queueOf(more)))).toMatchObject({ isBundle: true, lead: { id: 1 }, thread: undefined });
  expect(sayingsOf(nextOf(channelOf(HOOK, queueOf(more))))).toBe('1 triggered (1)');
});

it('bundles no edits of messages that are there, and no updates', () => {
  const queue = queueOf(['1 acknowledged', '2 acknowledged', '3 acknowledged', '4 acknowledged']);
  const threadOf = (incident: number) => ({ message: incident });
  expect(nextOf(channelOf(CHAT, queue, { threadOf }))).toMatchObject({ isBundle: false, thread: { message: 1 } });
  const updates = queueOf(['1 updated', '2 updated', '3 updated', '4 updated']);
  expect(nextOf(channelOf(CHAT, updates, { threadOf }))).toMatchObject({ isBundle: false });
});

it('sends one by one what was refused as a bundle', () => {
  const queue = queueOf(['1 triggered', '2 triggered', '3 triggered', '4 triggered']);
  const state = { ...freshChannel(CHAT, [], NOW), separateUpTo: 4 };
  expect(nextOf(channelOf(CHAT, queue, { state }))).toMatchObject({ isBundle: false, lead: { id: 1 } });
});

it('tells notices of no incident each by itself', () => {
  const notification = somePlainNotification();
  const queue = queueOf(['1 resolved', '2 resolved'], { incident: null, notification });
  expect(nextOf(channelOf(CHAT, queue))).toMatchObject({ messages: [{ id: 1 }], notifications: [notification] });
});

it('plans for each channel by itself', () => {
  const resting = { ...freshChannel(HOOK, [], NOW), restsUntilMs: NOW + 9_000 };
  const channels = [
    channelOf(HOOK, queueOf(['1 resolved']), { channel: 'a', state: resting }),
    channelOf(HOOK, queueOf(['1 resolved']), { channel: 'b' }),
  ];
  expect(plan(channels, NOW)).toMatchObject({ attempts: [{ channel: 'b' }], wakeAtMs: NOW + 9_000 });
});

function withSpent(count: number): ChannelState {
  const state = freshChannel(CHAT, [], NOW);
  const allowance = Array.from({ length: count }).reduce<ChannelState['allowance']>(
    (left) => spend(left, CHAT.pace, NOW),
    state.allowance,
  );
  return { ...state, allowance };
}

it('sends again what was being sent, of the same messages, before anything else', () => {
  const being = (queue: readonly QueuedMessage[], ids: readonly number[]): QueuedMessage[] =>
    queue.map((message) => (ids.includes(message.id) ? { ...message, state: 'sending', attempts: 1 } : message));
  const mail = { ...CHAT, supersedes: false };
  const many = queueOf(['1 triggered', '2 triggered', '3 acknowledged', '4 triggered', '5 triggered', '1 resolved']);
  expect(sayingsOf(nextOf(channelOf(mail, being(many, [3]))))).toBe('3 acknowledged (3)');
  const bundle = nextOf(channelOf(mail, being(many, [1, 3, 4, 5])));
  expect(sayingsOf(bundle)).toBe('1 triggered, 3 acknowledged, 4 triggered, 5 triggered (1 3 4 5)');
  expect(bundle).toMatchObject({ isBundle: true, lead: { id: 1 } });
  expect(sayingsOf(nextOf(channelOf(CHAT, being(many, [1]))))).toBe('1 triggered (1)');
  expect(nextOf(channelOf(CHAT, being(many, [1, 6])))).toMatchObject({ isBundle: false, lead: { id: 6 } });
  const resting = { ...freshChannel(mail, [], NOW), restsUntilMs: NOW + 5_000 };
  expect(sayingsOf(nextOf(channelOf(mail, being(many, [4]), { state: resting })))).toBe('4 triggered (4)');
  const throttled = { ...resting, throttledUntilMs: NOW + 900 };
  expect(nextOf(channelOf(mail, being(many, [4]), { state: throttled }))).toBe(NOW + 900);
});

it('sends again what may have arrived as the same message, and what came since by itself', () => {
  const mail: ChannelTraits = { bundles: 100, supersedes: false, recognizes: true, pace: { burst: 3, perMs: 1_000 } };
  const late = { attempts: 1, dueMs: NOW + 700, bundle: '1 triggered 0' };
  const kept = (queue: readonly QueuedMessage[], ids: readonly number[], fields: object = late): QueuedMessage[] =>
    queue.map((message) => (ids.includes(message.id) ? { ...message, ...fields } : message));
  const sayings = ['1 triggered', '2 triggered', '1 resolved', '3 triggered', '4 triggered', '5 triggered'];
  const many = queueOf([...sayings, '6 triggered', '1 reopened', '7 triggered', '8 triggered']);
  const waiting = kept(many, [1, 2, 3, 4, 5]);
  expect(sayingsOf(nextOf(channelOf(mail, waiting)))).toBe(
    '5 triggered, 6 triggered, 7 triggered, 8 triggered (6 7 9 10)',
  );
  const due = kept(many, [1, 2, 3, 4, 5], { ...late, dueMs: NOW }).slice(0, 5);
  const again = nextOf(channelOf(mail, [...due, ...many.slice(7, 8)]));
  expect(sayingsOf(again)).toBe('1 triggered, 2 triggered, 1 resolved, 3 triggered, 4 triggered (1 2 3 4 5)');
  expect(again).toMatchObject({ isBundle: true, lead: { id: 1 } });
  expect(nextOf(channelOf(mail, [...kept(many, [1, 2, 3, 4, 5]).slice(0, 5), ...many.slice(7, 8)]))).toBe(NOW + 700);
  const chat = nextOf(channelOf(CHAT, kept(many, [1, 2, 3, 4, 5])));
  expect(chat).toMatchObject({ messages: many.map(({ id }) => ({ id })) });
});

it('sends what was being sent as two messages as two messages', () => {
  const mail = { ...CHAT, supersedes: false };
  const being = queueOf(['1 triggered', '2 triggered']).map((message, index): QueuedMessage => {
    return { ...message, state: 'sending', attempts: 1, bundle: `${index}` };
  });
  expect(sayingsOf(nextOf(channelOf(mail, being)))).toBe('1 triggered (1)');
});

it('sends first what something that wakes somebody waits for', () => {
  const queue = queueOf(['1 acknowledged', '2 resolved', '3 resolved', '3 reopened']);
  expect(sayingsOf(nextOf(channelOf(HOOK, queue)))).toBe('3 resolved (3)');
  const state = { ...freshChannel(HOOK, [], NOW), restsUntilMs: NOW + 20_000 };
  expect(sayingsOf(nextOf(channelOf(HOOK, queue, { state })))).toBe('3 resolved (3)');
  const tried = queue.map((message) => (message.id === 3 ? { ...message, attempts: 1 } : message));
  expect(nextOf(channelOf(HOOK, tried, { state }))).toBe(NOW + 20_000);
});

it('sends no update of a message that is not there, which would be one more message', () => {
  const queue = queueOf(['1 updated', '2 triggered', '2 updated', '3 updated', '1 updated']);
  const threadOf = (incident: number) => (incident === 3 ? { message: 3 } : undefined);
  const { attempts, needless } = plan([channelOf(CHAT, queue, { threadOf })], NOW);
  expect(needless.map(({ id }) => id)).toEqual([1, 5]);
  expect(attempts).toMatchObject([{ messages: [{ id: 2 }, { id: 3 }] }]);
  expect(plan([channelOf(CHAT, queueOf(['1 updated']))], NOW)).toMatchObject({ attempts: [], wakeAtMs: undefined });
});

it('keeps an update for a message that may be there already', () => {
  const [sending] = queueOf(['1 triggered'], { state: 'sending', attempts: 1 });
  const update = queueOf(['1 triggered', '1 updated', '2 updated']).slice(1);
  const { attempts, needless } = plan(
    [
      channelOf(
        CHAT,
        [sending, ...update].filter((one) => one !== undefined),
      ),
    ],
    NOW,
  );
  expect(needless.map(({ incident }) => incident)).toEqual([2]);
  expect(sayingsOf(attempts[0])).toBe('1 triggered (1)');
});
