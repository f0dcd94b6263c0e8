/** Channels that the environment describes by variables that many programs know. */
import type { CatalogEnvironment } from '../environment.ts';
import type { SlackChannel, TelegramChat } from '../model-notify.ts';

export const SLACK_API = 'https://slack.com/api';
export const TELEGRAM_API = 'https://api.telegram.org';

const HTTP_URL = /^https?:\/\/[^\s/]+\S*$/;
const CHAT = /^-?\d{1,16}$/;

/** By `SLACK_WEBHOOK_URL`. Undefined where it is not set, or is no URL. */
export function impliedSlack(environment: CatalogEnvironment): SlackChannel | undefined {
  const url = environment.variable('SLACK_WEBHOOK_URL')?.trim() ?? '';
  if (!HTTP_URL.test(url) || !URL.canParse(url)) return undefined;
  return { webhookUrl: { secret: 'SLACK_WEBHOOK_URL' }, api: SLACK_API };
}

/** By `TELEGRAM_TOKEN` and `TELEGRAM_CHAT_ID`. Undefined where one of them is not set, or the chat is no number. */
export function impliedTelegram(environment: CatalogEnvironment): TelegramChat | undefined {
  const chat = environment.variable('TELEGRAM_CHAT_ID')?.trim() ?? '';
  if ((environment.variable('TELEGRAM_TOKEN') ?? '') === '' || !CHAT.test(chat)) return undefined;
  return { chat: Number(chat), token: { secret: 'TELEGRAM_TOKEN' }, api: TELEGRAM_API };
}
