/** What an outbox lists, of all that it holds: as the contract of `OutboxLease.pending` says. */
import { LOUD_REASONS, type OutboxMessage } from '@nines/kernel';

export function openMessages(messages: Iterable<OutboxMessage>): readonly OutboxMessage[] {
  return [...messages].filter(({ state }) => state === 'pending' || state === 'sending');
}

/** @param messages - in their order */
export function pendingMessages(messages: Iterable<OutboxMessage>, limit: number): readonly OutboxMessage[] {
  const open = openMessages(messages);
  const loud = firstOfEach(open.filter(isFreshlyLoud), limit);
  const urgent = new Set(loud.map(({ channel, incident }) => `${incident} ${channel}`));
  const listed = new Set([
    ...firstOfEach(open, limit),
    ...open.filter(({ bundle }) => bundle !== null),
    ...open.filter(({ channel, incident }) => urgent.has(`${incident} ${channel}`)),
  ]);
  return open.filter((message) => listed.has(message));
}

function firstOfEach(messages: readonly OutboxMessage[], limit: number): readonly OutboxMessage[] {
  return [...Map.groupBy(messages, ({ channel }) => channel).values()].flatMap((each) => each.slice(0, limit));
}

function isFreshlyLoud({ attempts, notification, state }: OutboxMessage): boolean {
  const isLoud = notification.kind === 'incident' && LOUD_REASONS.includes(notification.reason);
  return isLoud && state === 'pending' && attempts === 0;
}
