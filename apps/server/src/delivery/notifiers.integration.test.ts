import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Catalog } from '@nines/catalog';
import { channelsOf } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { DeliveryResult } from '@nines/kernel';
import { systemClock } from '@nines/system-clock';
import { FakePagerDuty } from '@nines/testkit/fake-pagerduty';
import { FakeSlack } from '@nines/testkit/fake-slack';
import { FakeSmtp } from '@nines/testkit/fake-smtp';
import { FakeTelegram } from '@nines/testkit/fake-telegram';
import { FakeWebhook } from '@nines/testkit/fake-webhook';
import { parsedCatalog } from '../testing/test-catalog.ts';
import { Notifiers } from './notifiers.ts';
import { TelegramMoves } from './telegram-moves.ts';

const slack = new FakeSlack();
const telegram = new FakeTelegram();
const smtp = new FakeSmtp();
const pagerduty = new FakePagerDuty();
const tickets = new FakeWebhook({ secret: `whsec_${Buffer.from('key').toString('base64')}` });
const RECEIVERS = [slack, telegram, smtp, pagerduty, tickets];

let secrets: Map<string, string>;
let catalog: Catalog;

beforeAll(async () => {
  await Promise.all(RECEIVERS.map((receiver) => receiver.start()));
});

afterAll(async () => {
  await Promise.all(RECEIVERS.map((receiver) => receiver.stop()));
});

beforeEach(() => {
  secrets = new Map([
    ['SLACK', 'xoxb-test'],
    ['TELEGRAM', telegram.token],
    ['PAGERDUTY', pagerduty.routingKey],
    ['TICKETS', `${tickets.url}/hook`],
    ['KEY', `whsec_${Buffer.from('key').toString('base64')}`],
  ]);
  const slackBot = { channel: '#sre', token: { secret: 'SLACK' }, api: `${slack.api}/` };
  catalog = catalogWith({ slack: slackBot });
});

function catalogWith(section: object): Catalog {
  const names = [...secrets.keys(), 'GONE'];
  return parsedCatalog({
    metadata: { name: 'shop' },
    secrets: Object.fromEntries(names.map((name) => [name, { generate: 32 }])),
    services: { web: { run: 'a', secrets: names } },
    notify: {
      telegram: { chat: -1, token: { secret: 'TELEGRAM' }, api: telegram.api },
      email: { to: ['a@b.c'], from: 'n@b.c', smarthost: `127.0.0.1:${smtp.port}`, requireTls: false },
      pagerduty: { routingKey: { secret: 'PAGERDUTY' }, api: pagerduty.url },
      webhooks: [
        { name: 'tickets', url: { secret: 'TICKETS' }, receives: 'incidents', secret: { secret: 'KEY' } },
        { name: 'archive', url: tickets.url, receives: 'all' },
      ],
      routes: [{ to: ['slack', 'telegram', 'telegram:-2', 'telegram:-3', 'email', 'email:x@b.c', 'pagerduty'] }],
      ...section,
    },
  });
}

const warnings: unknown[] = [];
const moves = new TelegramMoves((level, message, facts) => void warnings.push([level, message, facts]));

const notifiers = new Notifiers({
  moves,
  catalog: () => catalog,
  secret: (name) => {
    const value = secrets.get(name);
    if (value === undefined) throw new NinesError('SECRET_MISSING', `secret ${name} has no value`);
    return value;
  },
  clock: systemClock,
});

let serial = 0;

async function tell(channel: string): Promise<DeliveryResult | undefined> {
  const at = new Date().toISOString();
  const key = `test:${(serial += 1)}`;
  const notification = { kind: 'plain', key, title: `to ${channel}`, text: 'a text', at } as const;
  return notifiers.current().get(channel)?.deliver([notification], undefined, AbortSignal.timeout(10_000));
}

describe('each destination is reached as its section says', () => {
  test('channels of Slack by bot', async () => {
    const { slack: section } = catalog.notify;
    catalog = catalogWith({ slack: section, routes: [{ to: ['slack', 'slack:#web'] }] });
    expect([await tell('slack'), await tell('slack:#web')]).toEqual([{ outcome: 'sent' }, { outcome: 'sent' }]);
    expect(slack.posts.map(({ channel, by }) => `${channel} ${by}`)).toEqual(['C-sre bot', 'C-web bot']);
  });

  test('Slack by webhook URL', async () => {
    secrets.set('SLACK', slack.webhookUrl);
    catalog = catalogWith({ slack: { webhookUrl: { secret: 'SLACK' } } });
    expect(await tell('slack')).toEqual({ outcome: 'sent' });
    expect(slack.posts.at(-1)?.by).toBe('webhook');
  });

  test('chats of Telegram', async () => {
    await tell('telegram');
    await tell('telegram:-2');
    expect(telegram.messages.map(({ chat }) => chat)).toEqual([-1, -2]);
  });

  test('addresses of mail', async () => {
    expect(await tell('email')).toMatchObject({ outcome: 'sent' });
    expect(await tell('email:x@b.c')).toMatchObject({ outcome: 'sent' });
    expect(smtp.mails.map(({ to }) => to)).toEqual([['a@b.c'], ['x@b.c']]);
  });

  test('PagerDuty', async () => {
    expect(await tell('pagerduty')).toEqual({ outcome: 'sent' });
    expect(pagerduty.events).toHaveLength(1);
  });

  test('webhooks, signed', async () => {
    expect(await tell('webhook:tickets')).toEqual({ outcome: 'sent' });
    expect(tickets.events).toHaveLength(1);
    expect(tickets.refused).toEqual([]);
  });
});

describe('what changes holds from then on', () => {
  test('a secret without a value, until it has one', async () => {
    secrets.delete('PAGERDUTY');
    expect(await tell('pagerduty')).toEqual({ outcome: 'failed', reason: 'secret PAGERDUTY has no value' });
    secrets.set('PAGERDUTY', pagerduty.routingKey);
    expect(await tell('pagerduty')).toEqual({ outcome: 'sent' });
  });

  test('a secret that is another one now', async () => {
    secrets.set('TELEGRAM', 'wrong');
    expect(await tell('telegram:-3')).toMatchObject({ outcome: 'refused' });
    secrets.set('TELEGRAM', telegram.token);
    expect(await tell('telegram:-3')).toMatchObject({ outcome: 'sent' });
  });

  test('a chat that became another, which is said once', async () => {
    telegram.upgrade(-3, -100_3);
    expect(await tell('telegram:-3')).toEqual({ outcome: 'sent' });
    const asked = telegram.requests.length;
    expect(await tell('telegram:-3')).toEqual({ outcome: 'sent' });
    expect(telegram.requests).toHaveLength(asked + 1);
    expect(telegram.messages.slice(-2).map(({ chat }) => chat)).toEqual([-100_3, -100_3]);
    const message =
      'A group of Telegram has another number now: change notify.telegram.chat, its routes or TELEGRAM_CHAT_ID';
    expect(warnings).toEqual([['warn', message, { chat: -3, now: -100_3 }]]);
  });

  test('what nothing describes is not there, until it is', async () => {
    for (const channel of ['slack:#gone', 'webhook:gone', 'webhook:archive', 'pigeon']) {
      expect(notifiers.current().has(channel)).toBe(false);
    }
    catalog = catalogWith({
      slack: { channel: '#sre', token: { secret: 'SLACK' }, api: slack.api },
      routes: [{ to: ['slack:#gone'] }],
    });
    expect(notifiers.current().has('slack:#gone')).toBe(true);
  });

  test('before the catalog is known there is nobody', () => {
    const early = new Notifiers({ catalog: () => undefined, secret: (name) => name, clock: systemClock, moves });
    expect([...early.current()]).toEqual([]);
  });
});

test('all channels are those of routes and those that have a section, each once', () => {
  const routes = [{ to: ['slack:#web', 'pagerduty'] }, { severities: [1], to: ['pagerduty', 'slack'] }];
  catalog = catalogWith({ slack: { channel: '#sre', token: { secret: 'SLACK' } }, routes });
  expect(channelsOf(catalog)).toEqual(['slack:#web', 'pagerduty', 'slack', 'telegram', 'email', 'webhook:tickets']);
});
