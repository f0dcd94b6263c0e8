/** Channels that the environment describes by variables that many programs know. */
import type { CatalogEnvironment } from '../environment.ts';
import type { SlackChannel, TelegramChat } from '../model-notify.ts';

const SLACK_API = 'https://slack.com/api';
const TELEGRAM_API = 'https://api.telegram.org';

const HTTP_URL = /^https?:\/\/[^\s/]+\S*$/;
const CHAT = /^-?\d{1,15}$/;

/** By `SLACK_WEBHOOK_URL`. Undefined where it is not set, or is no URL. */
export function impliedSlack(environment: CatalogEnvironment): SlackChannel | undefined {
  if (!isUrl(valueOf(environment, 'SLACK_WEBHOOK_URL'))) return undefined;
  return { webhookUrl: { secret: 'SLACK_WEBHOOK_URL' }, api: SLACK_API };
}

/** By `TELEGRAM_TOKEN` and `TELEGRAM_CHAT_ID`. Undefined where one of them is not set, or the chat is no number. */
export function impliedTelegram(environment: CatalogEnvironment): TelegramChat | undefined {
  const chat = valueOf(environment, 'TELEGRAM_CHAT_ID');
  if (valueOf(environment, 'TELEGRAM_TOKEN') === '' || !CHAT.test(chat)) return undefined;
  return { chat: Number(chat), token: { secret: 'TELEGRAM_TOKEN' }, api: TELEGRAM_API };
}

/** Variables that are set and make no channel. */
export interface BrokenVariable {
  readonly channel: 'slack' | 'telegram';
  readonly message: string;
  readonly hint: string;
}

/** Never says a value. */
export function brokenVariables(environment: CatalogEnvironment): readonly BrokenVariable[] {
  const url = valueOf(environment, 'SLACK_WEBHOOK_URL');
  const token = valueOf(environment, 'TELEGRAM_TOKEN');
  const chat = valueOf(environment, 'TELEGRAM_CHAT_ID');
  const found: BrokenVariable[] = [];
  if (url !== '' && !isUrl(url)) {
    const hint = 'it begins with `https://hooks.slack.com/`';
    found.push({ channel: 'slack', message: 'Slack is not told: SLACK_WEBHOOK_URL is no URL', hint });
  }
  const broken = (what: string, hint: string): void => {
    found.push({ channel: 'telegram', message: `Telegram is not told: ${what}`, hint });
  };
  if (token !== '' && chat === '') {
    broken('TELEGRAM_TOKEN is set and TELEGRAM_CHAT_ID is not', 'set it to the number of the chat');
  } else if (token === '' && chat !== '') {
    broken('TELEGRAM_CHAT_ID is set and TELEGRAM_TOKEN is not', 'set it to the token of the bot');
  } else if (chat !== '' && !CHAT.test(chat)) {
    broken('TELEGRAM_CHAT_ID is no number', 'groups have one below 0, such as `-1001234567890`');
  }
  return found;
}

function valueOf(environment: CatalogEnvironment, variable: string): string {
  return environment.variable(variable)?.trim() ?? '';
}

function isUrl(text: string): boolean {
  return HTTP_URL.test(text) && URL.canParse(text);
}
