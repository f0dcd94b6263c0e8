/**
 * What to send next: at most one message a channel, the most urgent first. Pure.
 *
 * What may have arrived is made of the same messages as then: so it has the same keys, and who looks at them sees it
 * once. What an earlier courier may have sent without recording it goes first.
 */
import type { ChannelTraits, Notification, ThreadReference } from '@nines/kernel';
import type { ChannelState } from './channel-state.ts';
import type { QueuedMessage } from './outbox-queue.ts';
import { allowedAt } from './pace.ts';
import { gather, type Urgency, urgencyOf, type Waiting, withoutKept } from './waiting.ts';

/** A channel that is not being used at the moment. */
export interface IdleChannel {
  readonly channel: string;
  readonly traits: ChannelTraits;
  readonly state: ChannelState;
  /** Of this channel, in the order of decisions. */
  readonly queue: readonly QueuedMessage[];
  /** What is kept of an incident on the channel. */
  readonly threadOf: (incident: number) => ThreadReference | undefined;
}

export interface Attempt {
  readonly channel: string;
  /** What it is sent as: its row is what was sent. */
  readonly lead: QueuedMessage;
  /** All rows that it tells of, the lead included. */
  readonly messages: readonly QueuedMessage[];
  readonly notifications: readonly Notification[];
  readonly isBundle: boolean;
  /** Whether it is sent again as the same, where it may have arrived. */
  readonly isRecognized: boolean;
  /** Whether it did not wait as long as it would have, because a page waits for it. */
  readonly isHurried: boolean;
  readonly thread: ThreadReference | undefined;
}

export interface Plan {
  readonly attempts: readonly Attempt[];
  /** What is not to be sent at all. */
  readonly needless: readonly QueuedMessage[];
  /** When there may be more to do, ms of the monotonic clock; undefined: when something happens. */
  readonly wakeAtMs: number | undefined;
}

/** So many incidents are told of one by one. */
const MOST_SEPARATE = 3;

const RANKS: Readonly<Record<Urgency, number>> = { loud: 0, usual: 1, quiet: 2 };

/** @param nowMs - by the monotonic clock, as everything here */
export function plan(channels: readonly IdleChannel[], nowMs: number): Plan {
  const needless = channels.flatMap(needlessIn);
  const left = needless.length === 0 ? channels : channels.map((channel) => without(channel, needless));
  const steps = left.map((channel) => step(channel, nowMs));
  const wakes = steps.flatMap((one) => (typeof one === 'number' ? [one] : []));
  return {
    attempts: steps.flatMap((one) => (typeof one === 'object' ? [one] : [])),
    needless,
    wakeAtMs: wakes.length === 0 ? undefined : Math.min(...wakes),
  };
}

/**
 * Updates of messages that are not there, as after a bundle: they would be one more message, of what wakes nobody. What
 * else there is to say of the incident makes one that is updated from then on.
 */
function needlessIn({ queue, traits, threadOf }: IdleChannel): readonly QueuedMessage[] {
  if (!traits.supersedes) return [];
  const underWay = new Set(queue.filter(({ state }) => state === 'sending').map(({ incident }) => incident));
  const pending = queue.filter(({ state, incident }) => state === 'pending' && !underWay.has(incident));
  const lost = gather(pending, traits).filter(({ lead: { incident }, urgency }) => {
    return urgency === 'quiet' && incident !== null && threadOf(incident) === undefined;
  });
  return lost.flatMap(({ messages }) => messages);
}

function without(channel: IdleChannel, messages: readonly QueuedMessage[]): IdleChannel {
  return { ...channel, queue: channel.queue.filter((message) => !messages.includes(message)) };
}

/** An attempt, or when there may be one. */
function step(channel: IdleChannel, nowMs: number): Attempt | number | undefined {
  const [unheard] = bundlesIn(channel.queue.filter(({ state }) => state === 'sending'));
  if (unheard !== undefined) return again({ ...channel, queue: unheard }, nowMs);
  const options = optionsOf(channel).map((option) => hurried(channel, option));
  const timed = options.map((option) => ({ option, atMs: readyAt(channel, option, nowMs) }));
  const [next] = timed.filter(({ atMs }) => atMs <= nowMs).toSorted((one, other) => compare(one.option, other.option));
  if (next !== undefined) {
    const { isHurried = false, parts, queue } = next.option;
    return { ...attemptOf({ ...channel, queue }, parts), isHurried };
  }
  return timed.length === 0 ? undefined : Math.min(...timed.map(({ atMs }) => atMs));
}

/** What may have arrived as one message, each; the rest is gathered anew. */
function optionsOf(channel: IdleChannel): readonly Option[] {
  const { queue, state, traits } = channel;
  const { kept, fresh } = traits.recognizes === true ? withoutKept(queue, state.partial) : { kept: [], fresh: queue };
  const waiting = gather(fresh, traits);
  const bundled = bundleOf(channel, waiting);
  const rest = waiting.filter((one) => !bundled.includes(one)).map((one) => ({ parts: [one], queue: fresh, ...one }));
  return [
    ...bundlesIn(kept).map((messages) => asOne(gather(messages, traits), messages)),
    ...(bundled.length === 0 ? [] : [asOne(bundled, fresh)]),
    ...rest,
  ];
}

/** What each was sent as. An earlier version did not say: it is one message then. */
function bundlesIn(queue: readonly QueuedMessage[]): readonly (readonly QueuedMessage[])[] {
  return [...Map.groupBy(queue, ({ bundle }) => bundle).values()];
}

/** A channel makes one attempt at a time: what is `sending` while none is under way belonged to one. */
function again(channel: IdleChannel, nowMs: number): Attempt | number {
  const { queue, traits, state } = channel;
  const atMs = Math.max(state.throttledUntilMs, allowedAt(state.allowance, traits.pace, 1, nowMs));
  return atMs <= nowMs ? attemptOf(channel, gather(queue, traits)) : atMs;
}

interface Option extends Pick<Waiting, 'lead' | 'urgency' | 'isTried' | 'dueMs'> {
  readonly parts: readonly Waiting[];
  /** What it is made from. */
  readonly queue: readonly QueuedMessage[];
  readonly isHurried?: boolean;
}

function compare(one: Option, other: Option): number {
  const byRank = RANKS[one.urgency] - RANKS[other.urgency];
  return byRank || Number(one.isTried) - Number(other.isTried) || one.lead.id - other.lead.id;
}

/** What may have arrived is sent again at once where a page of the same incidents came since, which waits for it. */
function hurried({ queue, state }: IdleChannel, option: Option): Option {
  const messages = option.parts.flatMap((part) => part.messages);
  const triedMs = Math.max(...messages.map(({ id }) => state.unclear.get(id)?.atMs ?? -Infinity));
  const incidents = new Set(messages.map(({ incident }) => incident));
  const pages = queue.filter(({ attempts, dueMs, incident, notification }) => {
    const isWaiting = attempts === 0 && incident !== null && incidents.has(incident) && dueMs > triedMs;
    return isWaiting && urgencyOf(notification) === 'loud';
  });
  if (triedMs === -Infinity || pages.length === 0) return option;
  const dueMs = Math.min(option.dueMs, ...pages.map((page) => page.dueMs));
  return { ...option, dueMs, urgency: 'loud', isTried: false, isHurried: true };
}

/** Those that become one message: more than a few, none of which only changes what was sent before. */
function bundleOf({ traits, state, threadOf }: IdleChannel, waiting: readonly Waiting[]): readonly Waiting[] {
  if (traits.bundles === 1) return [];
  const posts = waiting.filter(({ lead, urgency }) => {
    const isEdit = traits.supersedes && lead.incident !== null && threadOf(lead.incident) !== undefined;
    return lead.id > state.separateUpTo && !isEdit && urgency !== 'quiet';
  });
  return posts.length > MOST_SEPARATE ? posts.slice(0, traits.bundles) : [];
}

/** As urgent as the most urgent of them, and due with the first. */
function asOne(parts: readonly Waiting[], queue: readonly QueuedMessage[]): Option {
  const [first] = parts.toSorted((one, other) => RANKS[one.urgency] - RANKS[other.urgency]);
  if (first === undefined) throw new Error('a bundle has parts');
  const dueMs = Math.min(...parts.map((part) => part.dueMs));
  const isTried = parts.every((part) => part.isTried);
  return { parts, queue, lead: first.lead, urgency: first.urgency, isTried, dueMs };
}

/** What is quiet leaves room for a message that is not. */
function readyAt({ traits, state }: IdleChannel, option: Option, nowMs: number): number {
  const wanted = option.urgency === 'quiet' ? 2 : 1;
  const isFreshlyLoud = option.urgency === 'loud' && !option.isTried;
  return Math.max(
    option.dueMs,
    state.throttledUntilMs,
    isFreshlyLoud ? 0 : state.restsUntilMs,
    allowedAt(state.allowance, traits.pace, wanted, nowMs),
  );
}

function attemptOf({ channel, traits, queue, threadOf }: IdleChannel, parts: readonly Waiting[]): Attempt {
  const [first] = parts;
  if (first === undefined) throw new Error('an attempt tells of something');
  const isRecognized = traits.recognizes === true;
  if (parts.length === 1) {
    const { lead, messages, notification } = first;
    const thread = lead.incident === null ? undefined : threadOf(lead.incident);
    return {
      channel,
      lead,
      messages,
      notifications: [notification],
      isBundle: false,
      isRecognized,
      isHurried: false,
      thread,
    };
  }
  const messages = traits.supersedes ? parts.flatMap((part) => part.messages) : allOf(queue, parts);
  const inOrder = messages.toSorted((one, other) => one.id - other.id);
  const lead = inOrder.find(({ notification }) => urgencyOf(notification) === 'loud') ?? first.lead;
  const notifications = inOrder.map(({ notification }) => notification);
  return {
    channel,
    lead,
    messages: inOrder,
    notifications,
    isBundle: true,
    isRecognized,
    isHurried: false,
    thread: undefined,
  };
}

/** What follows of the same incidents is told with it. */
function allOf(queue: readonly QueuedMessage[], parts: readonly Waiting[]): readonly QueuedMessage[] {
  const incidents = new Set(parts.map(({ lead }) => lead.incident).filter((incident) => incident !== null));
  const ids = new Set(parts.map(({ lead }) => lead.id));
  return queue.filter(({ id, incident }) => ids.has(id) || (incident !== null && incidents.has(incident)));
}
