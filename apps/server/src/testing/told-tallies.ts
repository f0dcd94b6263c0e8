/** What receivers saw of what was to be told: what is missing, what they had twice. */
import type { OutboxMessage } from '@nines/kernel';
import type { FakeSlack } from '@nines/testkit/fake-slack';
import type { FakeSmtp } from '@nines/testkit/fake-smtp';
import type { FakeTelegram } from '@nines/testkit/fake-telegram';
import type { FakeWebhook } from '@nines/testkit/fake-webhook';

export interface Receivers {
  readonly slack: FakeSlack;
  readonly telegram: FakeTelegram;
  readonly smtp: FakeSmtp;
  readonly webhook: FakeWebhook;
}

export interface Tallies {
  /** Messages that reached their receiver. */
  readonly delivered: number;
  readonly lost: number;
  /** Keys of those. */
  readonly missing: readonly string[];
  /** That receivers which look at keys took for different ones. */
  readonly duplicates: number;
  /** Messages that receivers without keys had again. */
  readonly repeats: { readonly slack: number; readonly telegram: number };
  /** What exceeded a limit. */
  readonly refused: number;
}

type Told = Pick<OutboxMessage, 'id' | 'notification' | 'incident'>;

/** @param messages - all that were decided about; each is delivered or superseded */
export function talliesOf(messages: readonly OutboxMessage[], receivers: Receivers): Tallies {
  const { smtp, webhook } = receivers;
  const wanted = messages.filter(({ state }) => state !== 'superseded');
  const seen = new Map([
    ['slack', isSeenBySlack(receivers)],
    ['telegram', isSeenByTelegram(receivers)],
    ['email', isSeenInMail(wanted, receivers)],
    ['webhook:archive', isSeenByWebhook(receivers)],
  ]);
  const missing = wanted.filter((message) => seen.get(message.channel)?.(message) !== true);
  return {
    delivered: wanted.length - missing.length,
    lost: missing.length,
    missing: missing.map(({ notification, state }) => `${notification.key}: ${state}`),
    duplicates: extra(webhook.events.map(({ id }) => topicOf(id))) + extraMails(wanted, receivers),
    repeats: {
      slack: slackRepeats(receivers),
      telegram: telegramRepeats(receivers),
    },
    refused: webhook.refused.length + smtp.refused.length + messages.filter(({ state }) => state === 'refused').length,
  };
}

function isSeenBySlack({ slack }: Receivers): (told: Told) => boolean {
  const keys = new Set(slack.messages.flatMap(({ metadata }) => metadata.flatMap(keysOf)));
  return ({ notification }) => keys.has(notification.key);
}

/** By what is shown: the message of the incident, and that it stands there as it should. */
function isSeenByTelegram({ telegram }: Receivers): (told: Told) => boolean {
  return ({ notification, incident }) => {
    const ofIncident = telegram.messages.filter(({ text }) => isAbout(text, incident));
    const isOver = notification.kind === 'incident' && notification.reason === 'resolved';
    return ofIncident.some(
      ({ versions, text }) => !isOver || text.includes('✅') || versions.at(-1)?.text.includes('✅'),
    );
  };
}

function isSeenByWebhook({ webhook }: Receivers): (told: Told) => boolean {
  const ids = new Set(webhook.events.map(({ id }) => decodeURIComponent(id)));
  return ({ notification }) => ids.has(notification.key);
}

/** Mails are told apart by their ids alone: there have to be as many; what was bundled came with one of them. */
function isSeenInMail(wanted: readonly OutboxMessage[], { smtp }: Receivers): (told: OutboxMessage) => boolean {
  const sent = wanted.filter(({ channel, state }) => channel === 'email' && state === 'sent').map(({ id }) => id);
  const lost = new Set(sent.slice(smtp.distinct.length));
  return ({ id }) => !lost.has(id);
}

function extraMails(wanted: readonly OutboxMessage[], { smtp }: Receivers): number {
  const mails = wanted.filter(({ channel, state }) => channel === 'email' && state === 'sent').length;
  return Math.max(0, smtp.distinct.length - mails);
}

/** Each incident has one message of its own, or a part of one, and each thing said in its thread is said once. */
function slackRepeats({ slack }: Receivers): number {
  return extra(
    slack.messages.flatMap(({ metadata: [first], threadTs }) => {
      const keys = keysOf(first);
      return threadTs === undefined ? [...new Set(keys.map(numberOf))] : keys.map((key) => `reply ${key}`);
    }),
  );
}

function telegramRepeats({ telegram }: Receivers): number {
  return extra(
    telegram.messages.map(({ text, replyTo }) => {
      const [number] = /#\d+/u.exec(plain(text)) ?? [''];
      return `${number} ${replyTo === undefined ? 'message' : 'reply'}`;
    }),
  );
}

function isAbout(text: string, incident: number | null): boolean {
  return new RegExp(`#${incident}(?!\\d)`, 'u').test(plain(text));
}

/** Without what keeps Telegram from making links of names. */
function plain(text: string): string {
  return text.replaceAll('\u2060', '');
}

/** @param key - `shop/incident/12/1/triggered/webhook:archive/x6Qk_3b-Zp` */
function numberOf(key: string): string {
  return key.split('/')[2] ?? '';
}

function keysOf(payload: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const keys = payload?.['keys'];
  return Array.isArray(keys) ? keys.map(String) : [];
}

/** Number of the incident and reason: each is told once here. */
function topicOf(id: string): string {
  const key = decodeURIComponent(id);
  return `${numberOf(key)} ${key.split('/')[4]}`;
}

function extra(names: readonly string[]): number {
  return names.length - new Set(names).size;
}
