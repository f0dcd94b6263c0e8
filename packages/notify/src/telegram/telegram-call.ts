/** Calls to the Bot API, and what their answers mean. The token is in the address: no address is ever shown. */
import type { DeliveryResult } from '@nines/kernel';
import { answeredJson, isRecord } from '../http/answered-json.ts';
import { exchange, resultOfNoAnswer, resultOfStatus } from '../http/exchange.ts';
import type { ExchangeOptions } from '../http/exchange.ts';
import { cleanLine } from '../text/clean-text.ts';
import { cutText } from '../text/cut-text.ts';

export interface TelegramBot {
  /** `123456:ABC…` */
  readonly token: string;
  /** @defaultValue `https://api.telegram.org` */
  readonly api?: string;
}

/** Either what was asked for, or why not. */
export type TelegramAnswer = { readonly ok: unknown } | TelegramRefusal;

export interface TelegramRefusal {
  /** Telegram's description. */
  readonly error: string;
  readonly result: Exclude<DeliveryResult, { outcome: 'sent' }>;
  /** The chat is another now. */
  readonly movedTo?: number;
}

/** What a person can do. */
const REMEDIES: readonly (readonly [said: RegExp, remedy: string])[] = [
  [/unauthorized|^not found/iu, 'give the token that @BotFather gave out'],
  [/chat not found/iu, 'check the id of the chat, and write to the bot or add it to the group'],
  [/blocked by the user/iu, 'unblock the bot'],
  [/kicked|not a member/iu, 'add the bot to the chat again'],
  [/not enough rights|have no rights|administrator rights/iu, 'let the bot post in the chat'],
  [/deactivated/iu, 'choose another chat'],
  [/^conflict/iu, 'use one bot for each platform, without a webhook where nines.yaml has no callbackSecret'],
];

const LONGEST_REASON = 200;

/** @param timeoutMs - for the whole of it, where the method itself takes its time */
export async function callTelegram(
  { token, api = 'https://api.telegram.org' }: TelegramBot,
  method: string,
  body: object,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<TelegramAnswer> {
  const url = `${api}/bot${encodeURIComponent(token).replaceAll('%3A', ':')}/${method}`;
  const answer = await exchange({ url, body }, options, signal);
  if ('failure' in answer) return { error: '', result: resultOfNoAnswer(answer, 'Telegram') };
  const said = answeredJson(answer.text);
  if (said['ok'] === true) return { ok: said['result'] };
  const parameters = isRecord(said['parameters']) ? said['parameters'] : {};
  const { retry_after: seconds, migrate_to_chat_id: movedTo } = parameters;
  const error = typeof said['description'] === 'string' ? cutText(cleanLine(said['description']), LONGEST_REASON) : '';
  const asked = typeof seconds === 'number' ? seconds * 1_000 : answer.retryAfterMs;
  const result = resultOfStatus({ ...answer, retryAfterMs: asked }, 'Telegram');
  return {
    error,
    result: result?.outcome === 'failed' ? result : { outcome: 'refused', reason: reasonOf(error, answer.status) },
    ...(typeof movedTo === 'number' && { movedTo }),
  };
}

function reasonOf(error: string, status: number): string {
  if (error === '') return `Telegram answered ${status}`;
  const remedy = REMEDIES.find(([said]) => said.test(error))?.[1];
  return remedy === undefined ? `Telegram says: ${error}` : `Telegram says: ${error} (${remedy})`;
}
