/** What the courier remembers of a channel: how it may be used, and how it does. By the monotonic clock. Pure. */
import type { ChannelTraits, DeliveryResult, OutboxMessage } from '@nines/kernel';
import { backoffMs, throttledBackoffMs } from './backoff.ts';
import { type Allowance, fullAllowance } from './pace.ts';

export interface ChannelState {
  readonly allowance: Allowance;
  /** Failures in a row. */
  readonly failures: number;
  /** The first message that failed, and when; undefined while it works. */
  readonly failing: { readonly key: string; readonly sinceMs: number } | undefined;
  /** Channel that people were told on that this one fails. */
  readonly toldOn: string | undefined;
  /** Because of failures, ms: what is urgent and was never tried does not wait for it. */
  readonly restsUntilMs: number;
  /** Because the other side asked for it, ms: everything waits for it. */
  readonly throttledUntilMs: number;
  /** Pleas for patience in a row; undefined where the last thing was taken. */
  readonly pleas: { readonly count: number; readonly key: string; readonly sinceMs: number } | undefined;
  /** Messages up to this id are sent one by one: a bundle of them was refused. */
  readonly separateUpTo: number;
  /** Messages, by id, that some have: the others get them again, and what follows does not wait for that. */
  readonly partial: ReadonlySet<number>;
  /** Attempts that may have arrived, by the id of the message that they were sent as, until that was told. */
  readonly unclear: ReadonlyMap<number, Unclear>;
}

export interface Unclear {
  readonly count: number;
  /** When the last one began. */
  readonly atMs: number;
}

/** After a refusal nobody waits for more of them. */
const FAILURES_TO_TELL = 3;
const FAILING_TO_TELL_MS = 60_000;
/** Nobody waits for minutes without another being told. */
const THROTTLED_TO_TELL_MS = 180_000;
/** Where nobody says for how long. */
const THROTTLED_MS = 5_000;
/** What another side may ask for at most. */
const LONGEST_THROTTLE_MS = 3_600_000;

/** Of a channel that was not used yet. @param queue - what waits: some may have failed before a restart */
export function freshChannel(traits: ChannelTraits, queue: readonly OutboxMessage[], nowMs: number): ChannelState {
  const failed = queue.find(({ failure }) => failure !== null);
  return {
    allowance: fullAllowance(traits.pace, nowMs),
    failures: 0,
    failing: failed && { key: failed.notification.key, sinceMs: nowMs },
    toldOn: undefined,
    restsUntilMs: 0,
    throttledUntilMs: 0,
    pleas: undefined,
    separateUpTo: 0,
    partial: new Set(),
    unclear: new Map(),
  };
}

/** By the monotonic clock, ms. */
export interface AttemptBegun {
  readonly beganMs: number;
  /** As `unclearCount` says. */
  readonly unclear: number;
}

/** `random` is 0 to 1. */
interface AttemptEnd extends AttemptBegun {
  readonly nowMs: number;
  readonly random: number;
}

/** After an attempt, which told of `messages`, the first of them first. */
export function afterAttempt(
  before: ChannelState,
  messages: readonly OutboxMessage[],
  result: DeliveryResult,
  { beganMs, nowMs, random, unclear }: AttemptEnd,
): ChannelState {
  const state = {
    ...before,
    unclear: unclearAfter(before, messages[0], result, { count: unclear, atMs: beganMs }),
    partial: partialAfter(before, messages, result),
  };
  if (result.outcome === 'sent')
    return { ...state, failures: 0, failing: undefined, pleas: undefined, restsUntilMs: 0 };
  if (result.outcome === 'failed' && result.isThrottled === true) {
    return throttled(state, messages[0]?.notification.key ?? '', result.retryAfterMs ?? THROTTLED_MS, nowMs);
  }
  const told = new Set(messages.map(({ id, incident }) => incident ?? `message ${id}`));
  if (result.outcome === 'refused' && told.size > 1) {
    return { ...state, separateUpTo: Math.max(...messages.map(({ id }) => id)) };
  }
  const failures = state.failures + 1;
  const failing = state.failing ?? { key: messages[0]?.notification.key ?? '', sinceMs: beganMs };
  if (result.outcome === 'refused') return { ...state, failures: Math.max(failures, FAILURES_TO_TELL), failing };
  const askedMs = Math.min(result.retryAfterMs ?? 0, LONGEST_THROTTLE_MS);
  return { ...state, failures, failing, restsUntilMs: nowMs + Math.max(askedMs, backoffMs(failures, random)) };
}

/** What has to wait for minutes is told as if it failed. @param askedMs - may be anything: clocks differ */
function throttled(state: ChannelState, key: string, askedMs: number, nowMs: number): ChannelState {
  const { key: first, sinceMs, count } = state.pleas ?? { key, sinceMs: nowMs, count: 0 };
  const pleas = { key: first, sinceMs, count: count + 1 };
  const waitMs = Math.max(Math.min(askedMs, LONGEST_THROTTLE_MS), throttledBackoffMs(pleas.count));
  const throttledUntilMs = Math.max(state.throttledUntilMs, nowMs + waitMs);
  const isLong = throttledUntilMs - sinceMs >= THROTTLED_TO_TELL_MS;
  const told = {
    failing: state.failing ?? { key: first, sinceMs },
    failures: Math.max(state.failures, FAILURES_TO_TELL),
  };
  return { ...state, pleas, throttledUntilMs, ...(isLong && told) };
}

/**
 * Attempts to send the same that may have arrived, one that ended as `result` included.
 *
 * @param isHurried - it was not waited for, and is counted anew
 */
export function unclearCount(
  state: ChannelState | undefined,
  lead: OutboxMessage,
  result: DeliveryResult,
  isHurried: boolean,
): number {
  const before = isHurried ? 0 : (state?.unclear.get(lead.id)?.count ?? 0);
  return result.outcome === 'failed' && result.isUnclear === true ? before + 1 : before;
}

function unclearAfter(
  state: ChannelState,
  lead: OutboxMessage | undefined,
  result: DeliveryResult,
  now: Unclear,
): ChannelState['unclear'] {
  if (lead === undefined || (now.count === 0 && !state.unclear.has(lead.id))) return state.unclear;
  const unclear = new Map(state.unclear);
  if (result.outcome === 'sent') unclear.delete(lead.id);
  else unclear.set(lead.id, now);
  return unclear;
}

function partialAfter(
  { partial }: ChannelState,
  messages: readonly OutboxMessage[],
  result: DeliveryResult,
): ChannelState['partial'] {
  const ids = new Set(messages.map(({ id }) => id));
  if (result.outcome === 'sent') return partial.difference(ids);
  return result.outcome === 'failed' && result.isPartial === true ? partial.union(ids) : partial;
}

/** Whether people have to be told that it fails, and were not. */
export function isToBeTold({ failures, failing, toldOn }: ChannelState, nowMs: number): boolean {
  if (failing === undefined || toldOn !== undefined) return false;
  return failures >= FAILURES_TO_TELL || nowMs - failing.sinceMs >= FAILING_TO_TELL_MS;
}
