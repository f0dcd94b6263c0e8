/** What Telegram sends when a button is pressed, and how whoever pressed it is answered. */
import type { DeliveryResult } from '@nines/kernel';
import { decodeButton } from '../content/buttons.ts';
import { pressKey } from '../content/press.ts';
import type { Press } from '../content/press.ts';
import { isRecord } from '../http/answered-json.ts';
import type { ExchangeOptions } from '../http/exchange.ts';
import { isEqual } from '../signature/verdict.ts';
import { cleanLine } from '../text/clean-text.ts';
import { cutText } from '../text/cut-text.ts';
import { callTelegram } from './telegram-call.ts';
import type { TelegramBot } from './telegram-call.ts';

export interface TelegramPress extends Press {
  /** What has to be answered, or the button goes on turning. */
  readonly queryId: string;
  /** Where the button is; null where Telegram does not say. */
  readonly chat: number | null;
}

const LONGEST_NAME = 60;
/** @see Telegram Bot API, answerCallbackQuery: 0-200 characters */
const LONGEST_ANSWER = 200;

/**
 * Reads an update. Undefined where no button of ours was pressed.
 *
 * @see Telegram Bot API, Update, CallbackQuery
 */
export function parseTelegramPress(update: unknown): TelegramPress | undefined {
  const query = isRecord(update) ? update['callback_query'] : undefined;
  if (!isRecord(query) || !isRecord(query['from'])) return undefined;
  const { id, data, from, message } = query;
  const { id: userId, first_name: first, last_name: last, username } = from;
  const button = typeof data === 'string' ? decodeButton(data) : undefined;
  if (button === undefined || typeof id !== 'string' || typeof userId !== 'number') return undefined;
  const chat = isRecord(message) && isRecord(message['chat']) ? message['chat']['id'] : null;
  const full = [first, last].filter((part) => typeof part === 'string').join(' ');
  const called = cutText(cleanLine(full), LONGEST_NAME) || (typeof username === 'string' ? cleanLine(username) : '');
  return {
    button,
    user: { id: String(userId), name: called || String(userId) },
    key: pressKey('telegram', id),
    queryId: id,
    chat: typeof chat === 'number' ? chat : null,
  };
}

/** Says something to whoever pressed, for a moment. That it is too late for that is no failure. */
export async function answerTelegramPress(
  bot: TelegramBot,
  { queryId, text }: { readonly queryId: string; readonly text: string },
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const body = { callback_query_id: queryId, text: cutText(cleanLine(text), LONGEST_ANSWER) };
  const answer = await callTelegram(bot, 'answerCallbackQuery', body, options, signal);
  return 'ok' in answer || /query is too old/iu.test(answer.error) ? { outcome: 'sent' } : answer.result;
}

/**
 * What a group became, without a message to it; undefined where it is what it was, or Telegram does not say.
 *
 * @see Telegram Bot API, ResponseParameters, `migrate_to_chat_id`; sendChatAction
 */
export async function supergroupOf(
  bot: TelegramBot,
  group: number,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<number | undefined> {
  const answer = await callTelegram(bot, 'sendChatAction', { chat_id: group, action: 'typing' }, options, signal);
  return 'error' in answer ? answer.movedTo : undefined;
}

/**
 * Whether a request is Telegram's: it shows the secret that it was given with the webhook.
 *
 * @see Telegram Bot API, setWebhook, `secret_token`
 */
export function isFromTelegram(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  secret: string,
): boolean {
  const given = headers['x-telegram-bot-api-secret-token'];
  return secret !== '' && typeof given === 'string' && isEqual(secret, given);
}
