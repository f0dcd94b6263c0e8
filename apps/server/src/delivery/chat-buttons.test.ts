import { createHmac } from 'node:crypto';
import type { Notify } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import type { IncidentCommand, NewEvent } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { createTestApp } from '../testing/test-app.ts';
import { someIncidentThatIsOver } from '@nines/testkit/incident-samples';
import { ChatButtons } from './chat-buttons.ts';

const NOW_S = 1_800_000_000;

const NOTIFY: Notify = {
  webhooks: [],
  routes: [{ severities: [1], drills: false, to: ['slack', 'slack:#web', 'telegram'] }],
  slack: {
    channel: '#sre',
    token: { secret: 'TOKEN' },
    signingSecret: { secret: 'SIGNING' },
    api: 'http://127.0.0.1:9',
  },
  telegram: { chat: -1, token: { secret: 'TOKEN' }, callbackSecret: { secret: 'SIGNING' }, api: 'http://127.0.0.1:9' },
};

function chatOf(notify: Notify = NOTIFY, reopenings = 0) {
  const commands: IncidentCommand[] = [];
  const records: NewEvent[] = [];
  const signal = new AbortController().signal;
  const clock = { now: () => NOW_S * 1_000, timeoutSignal: () => AbortSignal.abort() } as never;
  const chat = new ChatButtons({
    notify: () => notify,
    secret: (name) => `value of ${name}`,
    command: async (command, kept = []) => {
      commands.push(command);
      records.push(...kept);
      return someIncidentThatIsOver({});
    },
    show: async (number) => {
      if (number === 7) return someIncidentThatIsOver({ number, reopenings });
      throw new NinesError('INCIDENT_UNKNOWN', 'there is none');
    },
    clock,
    log: () => undefined,
    signal,
  });
  return { app: createTestApp({ chat }), commands, records };
}

interface Pressed {
  readonly channel?: { readonly id: string; readonly name: string } | undefined;
  readonly value?: string;
  readonly atS?: number;
  readonly secret?: string;
  readonly notify?: Notify;
  readonly reopenings?: number;
}

async function press(pressed: Pressed = {}) {
  const { atS = NOW_S, notify, reopenings, secret = 'value of SIGNING', value = 'acknowledge:7.0' } = pressed;
  const { app, commands, records } = chatOf(notify, reopenings);
  const channel = 'channel' in pressed ? pressed.channel : { id: 'C1', name: 'sre' };
  const payload = {
    type: 'block_actions',
    user: { id: 'U1', username: 'ada', name: 'ada' },
    channel,
    actions: [{ action_id: `nines.${value.split(':')[0]}`, value }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${atS}:${body}`).digest('hex')}`;
  const { statusCode } = await app.inject({
    method: 'POST',
    url: '/api/v1/chat/slack',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(atS),
      'x-slack-signature': signature,
    },
    payload: body,
  });
  await new Promise((resolve) => setImmediate(resolve));
  return { statusCode, commands, records };
}

describe('a button in Slack', () => {
  it('is done in the name of who pressed it', async () => {
    const { commands, records, statusCode } = await press();
    expect(statusCode).toBe(200);
    const data = { actorId: 'slack:U1', route: 'acknowledge', subject: '7', address: 'slack' };
    expect(records).toMatchObject([{ type: 'audit.changed', subject: 'ada', data }]);
    expect(commands).toMatchObject([{ incident: 7, action: { kind: 'acknowledge' }, by: 'ada' }]);
    expect(commands[0]?.key).toBe((await press()).commands[0]?.key);
  });

  it.each([
    ['with another secret', { secret: 'guessed' }],
    ['of six minutes ago', { atS: NOW_S - 360 }],
    ['of the future', { atS: NOW_S + 360 }],
  ])('is refused %s', async (_what, pressed) => {
    expect(await press(pressed)).toEqual({ statusCode: 401, commands: [], records: [] });
  });

  it('is nothing where nobody gave a secret to check by', async () => {
    const { signingSecret: _, ...slack } = NOTIFY.slack ?? { api: '' };
    expect(await press({ notify: { ...NOTIFY, slack } })).toEqual({ statusCode: 404, commands: [], records: [] });
  });

  it.each([
    ['in another channel', { channel: { id: 'C2', name: 'random' } }],
    ['nowhere', { channel: undefined }],
    ['of before it came back', { reopenings: 1 }],
    ['of no incident', { value: 'acknowledge:8.0' }],
    ['that is none of ours', { value: 'drop:7.0' }],
  ])('does nothing %s', async (_what, pressed) => {
    expect(await press(pressed)).toEqual({ statusCode: 200, commands: [], records: [] });
  });

  it.each([
    { id: 'C9', name: 'web' },
    { id: 'C8', name: 'privategroup' },
  ])('counts in $name too', async (channel) => {
    expect((await press({ channel })).commands).toHaveLength(1);
  });
});

describe('a button in Telegram', () => {
  const update = (chat: number) => ({
    update_id: 1,
    callback_query: {
      id: 'q1',
      from: { id: 5, first_name: 'Ada' },
      data: 'resolve:7.0',
      message: { chat: { id: chat } },
    },
  });
  const post = async (secret: string, chat = -1) => {
    const { app, commands } = chatOf();
    const headers = { 'x-telegram-bot-api-secret-token': secret };
    const { statusCode } = await app.inject({
      method: 'POST',
      url: '/api/v1/chat/telegram',
      headers,
      payload: update(chat),
    });
    await new Promise((resolve) => setImmediate(resolve));
    return { statusCode, commands };
  };

  it('is done in the name of who pressed it, with the secret of the webhook only', async () => {
    const { commands, statusCode } = await post('value of SIGNING');
    expect(statusCode).toBe(200);
    expect(commands).toMatchObject([{ incident: 7, action: { kind: 'resolve' }, by: 'Ada' }]);
    expect(await post('guessed')).toEqual({ statusCode: 401, commands: [] });
  });

  it('does nothing in another chat', async () => {
    expect(await post('value of SIGNING', -2)).toEqual({ statusCode: 200, commands: [] });
  });
});
