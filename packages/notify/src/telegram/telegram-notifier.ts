/** Tells a chat of Telegram: one message an incident, edited as it moves. */
import type {
  Clock,
  DeliveryResult,
  IncidentNotification,
  Notification,
  Notifier,
  TellingReason,
  ThreadReference,
} from '@nines/kernel';
import { isRecord } from '../http/answered-json.ts';
import type { ExchangeOptions } from '../http/exchange.ts';
import { MOST_LINES, renderTelegram, renderTelegramReply } from './render-telegram.ts';
import type { TelegramContent } from './render-telegram.ts';
import { callTelegram } from './telegram-call.ts';
import type { TelegramAnswer, TelegramBot, TelegramRefusal } from './telegram-call.ts';

export interface TelegramNotifierOptions extends TelegramBot, ExchangeOptions {
  /** Name of the destination: `telegram`, `telegram:-1001`. */
  readonly channel: string;
  /** Of whose incidents it tells. */
  readonly platform: string;
  /** Groups have negative ids. */
  readonly chat: number;
  /** How nines.yaml calls it, where it became another since. @defaultValue `chat` */
  readonly named?: number;
  readonly clock: Pick<Clock, 'now' | 'sleep' | 'timeoutSignal'>;
  /** The group became a supergroup, which has another number. What follows goes there. */
  readonly onMoved?: (chat: number, now: number) => void;
}

/** 1 a second in a chat; 20 a minute in a group, which this stays below in any minute. @see Telegram, "Bots FAQ" */
const PACES = { chat: { burst: 3, perMs: 1_000 }, group: { burst: 3, perMs: 3_600 } } as const;

/** An edit makes no sound: what people should hear of is said in reply too. `true`: aloud. */
const REPLIES: Readonly<Partial<Record<TellingReason, boolean>>> = { resolved: false, severity: true, reopened: true };

/** For so long a reply may wait for room after the edit, ms: done from the start again, the edit would take that room. */
const LONGEST_REPLY_WAIT_MS = 4_000;

/** The message or its chat is gone, or it cannot be edited any more: another takes its place. */
const LOST =
  /message to edit not found|message can't be edited|message_id_invalid|chat not found|kicked|not a member/iu;
const SAME = /message is not modified/iu;
const FORM = /can't parse entities|message is too long|button_|reply markup|entities/iu;

export function telegramNotifier(options: TelegramNotifierOptions): Notifier {
  const { channel, chat: home, named = home, onMoved, platform } = options;

  async function call(method: string, chat: number, content: TelegramContent, rest: object, signal: AbortSignal) {
    const { html, text, keyboard } = content;
    const markup = { reply_markup: { inline_keyboard: keyboard } };
    const common = { chat_id: chat, ...rest, link_preview_options: { is_disabled: true } };
    const send = (body: object): Promise<TelegramAnswer> =>
      callTelegram(options, method, { ...common, ...body }, options, signal);
    const answer = await send({ text: html, parse_mode: 'HTML', ...markup });
    if ('ok' in answer) return answer;
    const { movedTo, error } = answer;
    if (movedTo !== undefined) onMoved?.(chat, movedTo);
    // A page that is told without its form is better than none.
    return FORM.test(error) && !SAME.test(error) ? send({ text }) : answer;
  }

  async function post(
    notifications: readonly Notification[],
    signal: AbortSignal,
    chat = home,
  ): Promise<DeliveryResult> {
    const answer = await call('sendMessage', chat, renderTelegram(notifications, platform), {}, signal);
    if ('error' in answer) {
      const { movedTo, result } = answer;
      return movedTo === undefined || chat !== home ? result : post(notifications, signal, movedTo);
    }
    const message = isRecord(answer.ok) ? answer.ok['message_id'] : undefined;
    const isSingle = notifications.length === 1 && notifications[0]?.kind === 'incident';
    if (!isSingle || typeof message !== 'number') return { outcome: 'sent' };
    return { outcome: 'sent', thread: { chat, message, named } };
  }

  async function follow(
    notification: IncidentNotification,
    thread: Thread,
    signal: AbortSignal,
  ): Promise<DeliveryResult> {
    const content = renderTelegram([notification], platform);
    const edit = await call('editMessageText', thread.chat, content, { message_id: thread.message }, signal);
    if ('error' in edit && !SAME.test(edit.error)) return isLost(edit) ? post([notification], signal) : edit.result;
    const isLoud = REPLIES[notification.reason];
    if (isLoud === undefined) return { outcome: 'sent' };
    const reply = {
      reply_parameters: { message_id: thread.message, allow_sending_without_reply: true },
      disable_notification: !isLoud,
    };
    const send = () => call('sendMessage', thread.chat, renderTelegramReply(notification), reply, signal);
    const first = await send();
    const waitMs = roomInMs(first);
    if (waitMs !== undefined) await options.clock.sleep(waitMs, signal);
    const answer = waitMs === undefined ? first : await send();
    if (!('error' in answer)) return { outcome: 'sent' };
    return answer.movedTo === undefined ? answer.result : post([notification], signal);
  }

  return {
    channel,
    traits: { bundles: MOST_LINES, supersedes: true, pace: home < 0 ? PACES.group : PACES.chat },
    deliver: async (notifications, reference, signal) => {
      const [first] = notifications;
      const thread = threadOf(reference);
      const isHere = thread?.chat === home || thread?.named === named;
      if (notifications.length !== 1 || first?.kind !== 'incident' || thread === undefined || !isHere) {
        return post(notifications, signal);
      }
      return follow(first, thread, signal);
    },
  };
}

/** When Telegram has room again, where that is soon; undefined where it needs none, or is not. */
function roomInMs(answer: TelegramAnswer): number | undefined {
  if (!('error' in answer) || answer.result.outcome !== 'failed' || answer.result.isThrottled !== true)
    return undefined;
  const { retryAfterMs = Infinity } = answer.result;
  return retryAfterMs <= LONGEST_REPLY_WAIT_MS ? retryAfterMs : undefined;
}

/** In the chat that another became, its messages are other ones. */
function isLost({ error, movedTo }: TelegramRefusal): boolean {
  return movedTo !== undefined || LOST.test(error);
}

interface Thread {
  readonly chat: number;
  readonly message: number;
  /** How nines.yaml called it; undefined: an earlier version kept it. */
  readonly named: number | undefined;
}

function threadOf(reference: ThreadReference | undefined): Thread | undefined {
  const { chat, message, named } = reference ?? {};
  if (typeof chat !== 'number' || typeof message !== 'number') return undefined;
  return { chat, message, named: typeof named === 'number' ? named : undefined };
}
