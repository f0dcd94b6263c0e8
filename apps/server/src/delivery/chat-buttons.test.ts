import { createHmac } from 'node:crypto';
import type { Notify } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import type { IncidentCommand, NewEvent } from '@nines/kernel';
import { buttonsOf, encodeButton } from '@nines/notify';
import { describe, expect, it } from 'vitest';
import { createTestApp } from '../testing/test-app.ts';
import { someIncident, someIncidentThatIsOver } from '@nines/testkit/incident-samples';
import { ChatButtons } from './chat-buttons.ts';
import { TelegramMoves } from './telegram-moves.ts';

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

const OPENED_AT = '2026-11-30T09:00:01.000Z';

/** What the button says in a message about incident 7. */
function valueOf(action: string, platform = 'talent', openedAt = OPENED_AT): string {
  const incident = someIncident({ number: 7, openedAt });
  const values = buttonsOf(incident, platform).map(encodeButton);
  return values.find((value) => value.startsWith(action)) ?? '';
}

function chatOf(notify: Notify = NOTIFY, reopenings = 0) {
  const commands: IncidentCommand[] = [];
  const records: NewEvent[] = [];
  const signal = new AbortController().signal;
  const clock = { now: () => NOW_S * 1_000, timeoutSignal: () => AbortSignal.abort() } as never;
  const chat = new ChatButtons({
    notify: () => notify,
    platform: () => 'talent',
    secret: (name) => `value of ${name}`,
    command: async (command, kept = []) => {
      commands.push(command);
      records.push(...kept);
      return someIncidentThatIsOver({});
    },
    show: async (number) => {
      if (number === 7) return someIncidentThatIsOver({ number, reopenings, openedAt: OPENED_AT });
      throw new NinesError('INCIDENT_UNKNOWN', 'there is none');
    },
    moves: new TelegramMoves(() => undefined),
    clock,
    log: () => undefined,
    signal,
  });
  return { app: createTestApp({ chat }), commands, records };
}

const PRIVATE = { id: 'C8', name: 'privategroup' };

interface Pressed {
  readonly channel?: { readonly id: string; readonly name: string } | undefined;
  readonly value?: string;
  readonly atS?: number;
  readonly secret?: string;
  readonly notify?: Notify;
  readonly reopenings?: number;
}

async function press(pressed: Pressed = {}) {
  const { atS = NOW_S, notify, reopenings, secret = 'value of SIGNING', value = valueOf('acknowledge') } = pressed;
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
    ['of no incident', { value: valueOf('acknowledge').replace(':7.', ':8.') }],
    ['that is none of ours', { value: valueOf('acknowledge').replace('acknowledge', 'drop') }],
    ['of another platform', { value: valueOf('acknowledge', 'staging') }],
    ['of a private channel of another platform', { value: valueOf('acknowledge', 'staging'), channel: PRIVATE }],
    ['of an older incident with its number', { value: valueOf('acknowledge', 'talent', '2026-01-01T00:00:00.000Z') }],
    ['of before buttons said whose they are', { value: 'acknowledge:7.0' }],
  ])('does nothing %s', async (_what, pressed) => {
    expect(await press(pressed)).toEqual({ statusCode: 200, commands: [], records: [] });
  });

  it('counts in a channel that nines.yaml names without #', async () => {
    const slack = { ...(NOTIFY.slack ?? { api: '' }), channel: 'ops' };
    const notify = { ...NOTIFY, slack, routes: [{ severities: [1] as const, drills: false, to: ['slack:web'] }] };
    for (const name of ['ops', 'web']) {
      expect((await press({ notify, channel: { id: 'C7', name } })).commands).toHaveLength(1);
    }
    expect((await press({ notify, channel: { id: 'C7', name: '' } })).commands).toHaveLength(0);
  });

  it.each([{ id: 'C9', name: 'web' }, PRIVATE])('counts in $name too', async (channel) => {
    expect((await press({ channel })).commands).toHaveLength(1);
  });
});

describe('a button in Telegram', () => {
  const update = (chat: number) => ({
    update_id: 1,
    callback_query: {
      id: 'q1',
      from: { id: 5, first_name: 'Ada' },
      data: valueOf('resolve'),
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
