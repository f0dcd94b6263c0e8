/** What waits on one channel, put together as it may be sent: by incident, in order, what is overtaken left out. Pure. */
import { LOUD_REASONS } from '@nines/kernel';
import type { ChannelTraits, Notification } from '@nines/kernel';
import type { QueuedMessage } from './outbox-queue.ts';

/** Messages that one attempt tells of. */
export interface Waiting {
  /** All that are done with once it is sent, in order. */
  readonly messages: readonly QueuedMessage[];
  /** The one whose key and reason it is sent under. */
  readonly lead: QueuedMessage;
  readonly notification: Notification;
  readonly urgency: Urgency;
  readonly isTried: boolean;
  /** Not before, ms of the monotonic clock. */
  readonly dueMs: number;
}

/** `loud`: somebody may have to get up. `quiet`: nobody misses it. */
export type Urgency = 'loud' | 'usual' | 'quiet';

export function urgencyOf(notification: Notification): Urgency {
  if (notification.kind === 'plain') return 'usual';
  if (LOUD_REASONS.includes(notification.reason)) return 'loud';
  return notification.reason === 'updated' ? 'quiet' : 'usual';
}

/** One for each incident, and one for each message of none; in the order of their first messages. */
export function gather(queue: readonly QueuedMessage[], { supersedes }: ChannelTraits): readonly Waiting[] {
  const groups = Map.groupBy(queue, ({ id, incident }) => incident ?? `message ${id}`);
  return [...groups.values()].flatMap((messages) => {
    const [head] = messages;
    if (head === undefined) return [];
    return [supersedes ? together(messages, head) : alone(messages, head)];
  });
}

/**
 * `kept`: what may have arrived. What follows of the same incidents waits for it, and is not `fresh`.
 *
 * @param partial - ids of what some have: nothing waits for it
 */
export function withoutKept(
  queue: readonly QueuedMessage[],
  partial: ReadonlySet<number>,
): {
  readonly kept: readonly QueuedMessage[];
  readonly fresh: readonly QueuedMessage[];
} {
  const kept = queue.filter(({ bundle }) => bundle !== null);
  const awaited = kept.filter(({ id }) => !partial.has(id));
  const incidents = new Set(awaited.map(({ incident }) => incident).filter((incident) => incident !== null));
  const fresh = queue.filter(
    ({ bundle, incident }) => bundle === null && !(incident !== null && incidents.has(incident)),
  );
  return { kept, fresh };
}

/** The first by itself: as urgent as what waits for it, so that nothing that wakes somebody is late because of it. */
function alone(messages: readonly QueuedMessage[], head: QueuedMessage): Waiting {
  const { notification } = head;
  const isLoud = messages.some((message) => urgencyOf(message.notification) === 'loud' && !isTried(message));
  return {
    messages: [head],
    lead: head,
    notification,
    urgency: isLoud ? 'loud' : urgencyOf(notification),
    isTried: isTried(head),
    dueMs: head.dueMs,
  };
}

/**
 * The last one tells how the incident stands; that it was `updated` is no reason by itself, and does not silence what
 * waits before it.
 */
function together(messages: readonly QueuedMessage[], head: QueuedMessage): Waiting {
  const last = messages.at(-1) ?? head;
  const lead = messages.findLast(({ notification }) => urgencyOf(notification) !== 'quiet') ?? last;
  const isFreshlyLoud = urgencyOf(lead.notification) === 'loud' && !isTried(lead);
  const tried = messages.filter(isTried);
  const dues = (isFreshlyLoud || tried.length === 0 ? [lead] : tried).map(({ dueMs }) => dueMs);
  return {
    messages,
    lead,
    notification: withNewest(lead.notification, last.notification),
    urgency: urgencyOf(lead.notification),
    isTried: isTried(lead),
    dueMs: Math.max(...dues),
  };
}

function withNewest(lead: Notification, last: Notification): Notification {
  if (lead === last || lead.kind === 'plain' || last.kind === 'plain') return lead;
  return { ...lead, incident: last.incident, summary: last.summary };
}

function isTried({ attempts }: QueuedMessage): boolean {
  return attempts > 0;
}
