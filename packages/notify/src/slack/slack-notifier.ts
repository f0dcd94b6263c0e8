/**
 * Tells a channel of Slack. With a bot token there is one message an incident, which follows it; with a webhook URL
 * alone each notification is posted.
 */
import type {
  ChannelTraits,
  DeliveryResult,
  IncidentNotification,
  Notification,
  Notifier,
  TellingReason,
} from '@nines/kernel';
import type { ExchangeOptions } from '../http/exchange.ts';
import { callSlack, FORM_ERRORS } from './slack-call.ts';
import type { SlackAnswer } from './slack-call.ts';
import { MOST_LINES, renderSlack, renderSlackReply } from './render-slack.ts';

export interface SlackNotifierOptions extends ExchangeOptions {
  /** Name of the destination: `slack`, `slack:#web`. */
  readonly channel: string;
  readonly to: SlackBot | SlackWebhook;
}

export interface SlackBot {
  /** `xoxb-…`, with the scope `chat:write`. */
  readonly token: string;
  /** `#sre` or an id. */
  readonly room: string;
  /** Where buttons act; undefined where nobody listens to what is pressed: then there are none. */
  readonly buttonsOf: string | undefined;
  /** @defaultValue `https://slack.com/api` */
  readonly api?: string;
}

export interface SlackWebhook {
  readonly webhookUrl: string;
}

/** One message a second in a channel; what is a little more in a row is let through. @see Slack, "Rate limits" */
const PACE = { burst: 3, perMs: 1_000 };

/** Replies are what people notice: an edit makes no sound. `true`: it is shown in the channel too. */
const REPLIES: Readonly<Partial<Record<TellingReason, boolean>>> = { resolved: false, severity: true, reopened: true };

/** The message or its channel is gone, or it cannot be edited any more: another takes its place. */
const LOST: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'is_inactive',
  'channel_not_found',
  'not_in_channel',
  'is_archived',
]);

export function slackNotifier({ channel, to, ...options }: SlackNotifierOptions): Notifier {
  return 'token' in to ? botNotifier(channel, to, options) : webhookNotifier(channel, to, options);
}

function botNotifier(channel: string, bot: SlackBot, options: ExchangeOptions): Notifier {
  const { token, room, buttonsOf: platform, api = 'https://slack.com/api' } = bot;
  const traits: ChannelTraits = { bundles: MOST_LINES, supersedes: true, pace: PACE };

  async function send(method: string, body: Record<string, unknown>, signal: AbortSignal): Promise<SlackAnswer> {
    const url = `${api}/chat.${method}`;
    const answer = await callSlack(url, token, body, options, signal);
    // A page that is told without its form is better than none.
    const isForm = 'error' in answer && FORM_ERRORS.has(answer.error) && 'blocks' in body;
    if (!isForm) return answer;
    const { metadata: _, ...bare } = body;
    return callSlack(url, token, { ...bare, blocks: [] }, options, signal);
  }

  async function post(notifications: readonly Notification[], signal: AbortSignal): Promise<DeliveryResult> {
    const answer = await send(
      'postMessage',
      { channel: room, ...contentOf(notifications, platform), ...QUIET },
      signal,
    );
    if ('error' in answer) return answer.result;
    const { channel: id, ts } = answer.ok;
    const isSingle = notifications.length === 1 && notifications[0]?.kind === 'incident';
    if (!isSingle || typeof id !== 'string' || typeof ts !== 'string') return { outcome: 'sent' };
    return { outcome: 'sent', thread: { channel: id, ts, room } };
  }

  async function follow(
    notification: IncidentNotification,
    thread: { readonly channel: string; readonly ts: string },
    signal: AbortSignal,
  ): Promise<DeliveryResult> {
    const content = contentOf([notification], platform);
    const update = await send('update', { ...thread, ...content }, signal);
    if ('error' in update) return LOST.has(update.error) ? post([notification], signal) : update.result;
    const broadcast = REPLIES[notification.reason];
    if (broadcast === undefined) return { outcome: 'sent' };
    const { channel: id, ts } = thread;
    const { metadata } = content;
    const text = renderSlackReply(notification);
    const reply = { channel: id, thread_ts: ts, reply_broadcast: broadcast, text, metadata, ...QUIET };
    const answer = await send('postMessage', reply, signal);
    if (!('error' in answer)) return { outcome: 'sent' };
    if (answer.result.outcome === 'failed') return answer.result;
    // Where a thread takes no replies, what has to be heard becomes a message of its own.
    return broadcast ? post([notification], signal) : { outcome: 'sent' };
  }

  return {
    channel,
    traits,
    deliver: async (notifications, thread, signal) => {
      const [first] = notifications;
      const { channel: id, ts, room: asked = room } = thread ?? {};
      const isHere = id === room || bareName(asked) === bareName(room);
      const isFollowed = isHere && notifications.length === 1 && first?.kind === 'incident';
      if (!isFollowed || typeof id !== 'string' || typeof ts !== 'string') return post(notifications, signal);
      return follow(first, { channel: id, ts }, signal);
    },
  };
}

/** `#sre` and `sre` are one channel. */
function bareName(room: string | number): string {
  return String(room).replace(/^#/u, '');
}

function webhookNotifier(channel: string, { webhookUrl }: SlackWebhook, options: ExchangeOptions): Notifier {
  return {
    channel,
    traits: { bundles: MOST_LINES, supersedes: false, pace: PACE },
    deliver: async (notifications, _thread, signal) => {
      const { metadata: _, ...content } = contentOf(notifications, undefined);
      const answer = await callSlack(webhookUrl, undefined, { ...content, ...QUIET }, options, signal);
      if (!('error' in answer)) return { outcome: 'sent' };
      if (!FORM_ERRORS.has(answer.error)) return answer.result;
      const bare = await callSlack(webhookUrl, undefined, { text: content.text, ...QUIET }, options, signal);
      return 'error' in bare ? bare.result : { outcome: 'sent' };
    },
  };
}

const QUIET = { unfurl_links: false, unfurl_media: false } as const;
const MOST_KEYS = 50;

interface MessageContent {
  readonly text: string;
  readonly blocks: readonly object[];
  /** For whoever reads the channel by program: which notifications it is. */
  readonly metadata: object;
}

function contentOf(notifications: readonly Notification[], platform: string | undefined): MessageContent {
  const keys = notifications.slice(0, MOST_KEYS).map(({ key }) => key);
  const metadata = { event_type: 'nines_notification', event_payload: { keys } };
  return { ...renderSlack(notifications, platform), metadata };
}
