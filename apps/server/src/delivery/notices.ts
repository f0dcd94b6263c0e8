/** That a channel does not work, said on another one: once, and once that it works again. Pure. */
import type { NewMessage, Unreached } from '@nines/kernel';
import { type ChannelState, isToBeTold } from './channel-state.ts';

export interface Notice {
  /** The channel it is about, as it is to be remembered. */
  readonly state: ChannelState;
  readonly message: NewMessage | undefined;
}

/**
 * After an attempt on `channel`, which was `before` and is `after`.
 *
 * @param reason - why it failed; fit to be shown
 * @param working - channels that do, others than this one
 * @param at - by the wall clock, ISO 8601 UTC; `nowMs` by the monotonic one
 */
export function noticeOf(
  channel: string,
  before: ChannelState,
  after: ChannelState,
  reason: string | undefined,
  working: readonly string[],
  at: string,
  nowMs: number,
): Notice {
  if (after.failing === undefined && before.toldOn !== undefined && before.failing !== undefined) {
    const title = `${channel} works again`;
    const text = `What waited for ${channel} is being sent.`;
    const [key, ends] = [keyOf('works', channel, before.failing.key), noticeKey(channel, before.failing.key)];
    const notification = { kind: 'plain', key, title, text, ends, at } as const;
    return { state: { ...after, toldOn: undefined }, message: { channel: before.toldOn, notification } };
  }
  const [other] = working;
  if (after.failing === undefined || other === undefined || !isToBeTold(after, nowMs)) {
    return { state: after, message: undefined };
  }
  const title = `${channel} does not work`;
  const text = `Messages for ${channel} are not delivered: ${reason ?? 'it fails'}. Nines goes on trying.`;
  const notification = { kind: 'plain', key: noticeKey(channel, after.failing.key), title, text, at } as const;
  return { state: { ...after, toldOn: other }, message: { channel: other, notification } };
}

/** That a channel works, but not for everybody. @param sent - key of the message that somebody does not get */
export function unreachedNotice(
  channel: string,
  { whom, reason }: Unreached,
  to: string,
  sent: string,
  at: string,
): NewMessage {
  const title = `${channel} does not reach everybody`;
  const text = `Messages for ${channel} are not delivered to ${whom.join(', ')}: ${reason}. The others get them.`;
  return { channel: to, notification: { kind: 'plain', key: keyOf('unreached', channel, sent), title, text, at } };
}

/** Of the notice that a channel fails. @param failed - key of the message that failed first */
export function noticeKey(channel: string, failed: string): string {
  return keyOf('fails', channel, failed);
}

/** The same after a restart: the message that failed first is the same. */
function keyOf(what: string, channel: string, failed: string): string {
  return `delivery/${channel}/${what}/${failed}`;
}
