/** The receivers that tests of notifications rest on refuse what the real ones refuse. */
import { createTransport } from 'nodemailer';
import { afterEach, expect, test } from 'vitest';
import { FakePagerDuty } from './fake-pagerduty.ts';
import { FakeSlack } from './fake-slack.ts';
import { FakeSmtp } from './fake-smtp.ts';
import { FakeTelegram } from './fake-telegram.ts';
import { FakeWebhook } from './fake-webhook.ts';

const started: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await one[Symbol.asyncDispose]();
});

async function start<T extends AsyncDisposable & { start(): Promise<T> }>(receiver: T): Promise<T> {
  started.push(receiver);
  return receiver.start();
}

async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const type = { 'content-type': 'application/json', ...headers };
  const answer = await fetch(url, { method: 'POST', headers: type, body: JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, ...(text.startsWith('{') ? (JSON.parse(text) as object) : { text }) };
}

const BOT = { authorization: 'Bearer xoxb-test' };
const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text } });

test('Slack says what is wrong, with its own words', async () => {
  const slack = await start(new FakeSlack({ channels: ['#sre'] }));
  const url = `${slack.api}/chat.postMessage`;
  const message = { channel: '#sre', text: 'x' };
  expect(await post(url, message)).toMatchObject({ ok: false, error: 'not_authed' });
  expect(await post(url, message, { authorization: 'Bearer no' })).toMatchObject({ error: 'invalid_auth' });
  expect(await post(url, { ...message, channel: '#no' }, BOT)).toMatchObject({ error: 'channel_not_found' });
  expect(await post(url, { channel: '#sre' }, BOT)).toMatchObject({ error: 'no_text' });
  const long = { ...message, blocks: [section('x'.repeat(3_001))] };
  expect(await post(url, long, BOT)).toMatchObject({ error: 'invalid_blocks' });
  const many = { ...message, blocks: Array.from({ length: 51 }, () => section('x')) };
  expect(await post(url, many, BOT)).toMatchObject({ error: 'invalid_blocks' });
  const heavy = { ...message, blocks: Array.from({ length: 4 }, () => section('x'.repeat(2_900))) };
  expect(await post(url, heavy, BOT)).toMatchObject({ error: 'msg_blocks_too_long' });
  expect(await post(slack.webhookUrl, { blocks: [{ type: 'nonsense' }] })).toMatchObject({ text: 'invalid_blocks' });
  expect(slack.messages).toEqual([]);
});

test('Slack keeps messages, updates them, and asks for patience', async () => {
  let now = 1_000_000;
  const slack = await start(new FakeSlack({ now: () => now, pace: { burst: 1, perMs: 1_000 } }));
  const sent = await post(`${slack.api}/chat.postMessage`, { channel: '#sre', text: 'a' }, BOT);
  expect(sent).toMatchObject({ ok: true, channel: 'C-sre' });
  const throttled = await post(`${slack.api}/chat.postMessage`, { channel: '#sre', text: 'b' }, BOT);
  expect(throttled).toMatchObject({ status: 429, error: 'ratelimited' });
  now += 1_000;
  await post(`${slack.api}/chat.update`, { channel: 'C-sre', ts: sent['ts'], text: 'c' }, BOT);
  expect(slack.messages).toMatchObject([{ text: 'c', versions: [{ text: 'a' }, { text: 'c' }] }]);
});

test('Telegram parses HTML before it counts, and knows when nothing changes', async () => {
  const telegram = await start(new FakeTelegram({ chats: [5] }));
  const call = (method: string, body: object): Promise<Record<string, unknown>> =>
    post(`${telegram.api}/bot${telegram.token}/${method}`, { chat_id: 5, parse_mode: 'HTML', ...body });
  expect(await call('sendMessage', { chat_id: 6, text: 'a' })).toMatchObject({
    error_code: 400,
    description: 'Bad Request: chat not found',
  });
  expect(await call('sendMessage', { text: 'a < b' })).toMatchObject({
    description: expect.stringContaining("can't parse entities") as string,
  });
  expect(await call('sendMessage', { text: 'x'.repeat(4_097) })).toMatchObject({
    description: 'Bad Request: message is too long',
  });
  expect(await call('sendMessage', { text: `<b>${'&lt;'.repeat(4_096)}</b>` })).toMatchObject({ ok: true });
  const keyboard = { inline_keyboard: [[{ text: 'x', callback_data: 'é'.repeat(33) }]] };
  expect(await call('sendMessage', { text: 'a', reply_markup: keyboard })).toMatchObject({ error_code: 400 });
  const same = { message_id: telegram.messages[0]?.id, text: `<b>${'&lt;'.repeat(4_096)}</b>` };
  expect(await call('editMessageText', same)).toMatchObject({
    description: expect.stringContaining('message is not modified') as string,
  });
  expect(await call('editMessageText', { ...same, text: 'b' })).toMatchObject({ ok: true });
  expect(telegram.messages).toMatchObject([{ text: 'b' }]);
});

test('Telegram gives out updates until they are confirmed', async () => {
  const telegram = await start(new FakeTelegram());
  const updates = (body: object): Promise<Record<string, unknown>> =>
    post(`${telegram.api}/bot${telegram.token}/getUpdates`, body);
  const held = updates({ timeout: 20 });
  await telegram.waitUntil(() => telegram.requests.length === 1, AbortSignal.timeout(10_000));
  telegram.offer({ update_id: 9 });
  expect(await held).toMatchObject({ result: [{ update_id: 9 }] });
  expect(await updates({})).toMatchObject({ result: [{ update_id: 9 }] });
  expect(await updates({ offset: 10 })).toMatchObject({ result: [] });
});

test('a webhook without a right signature is refused', async () => {
  const webhook = await start(new FakeWebhook({ secret: `whsec_${Buffer.from('key').toString('base64')}` }));
  const event = { specversion: '1.0', id: '1', source: '/x', type: 'x' };
  const headers = { 'content-type': 'application/cloudevents+json' };
  expect(await post(webhook.url, event, headers)).toMatchObject({ status: 400 });
  expect(webhook.events).toEqual([]);
});

test('PagerDuty makes incidents of events', async () => {
  const pagerDuty = await start(new FakePagerDuty());
  const url = `${pagerDuty.url}/v2/enqueue`;
  const key = { routing_key: pagerDuty.routingKey, dedup_key: 'k' };
  const payload = { summary: 's', source: 'x', severity: 'critical' };
  expect(await post(url, { ...key, event_action: 'trigger', payload: { ...payload, severity: 1 } })).toMatchObject({
    status: 'invalid event',
  });
  await post(url, { ...key, event_action: 'trigger', payload });
  await post(url, { ...key, event_action: 'trigger', payload });
  await post(url, { ...key, event_action: 'resolve' });
  expect(pagerDuty.incidents).toMatchObject([{ dedupKey: 'k', status: 'resolved', events: 3 }]);
});

test('mail is kept decoded, and not taken while the server is unwell', async () => {
  const smtp = await start(new FakeSmtp());
  const transport = createTransport({ host: smtp.host, port: smtp.port, ignoreTLS: true });
  const mail = { from: 'a@example.com', to: 'b@example.com', subject: 'Grüße 🚨', text: 'Zeile = ü', html: '<p>ü</p>' };
  await transport.sendMail(mail);
  expect(smtp.mails).toMatchObject([{ from: 'a@example.com', to: ['b@example.com'], html: '<p>ü</p>' }]);
  expect(smtp.mails[0]?.headers.get('subject')).toBe('Grüße 🚨');
  expect(smtp.mails[0]?.text.trim()).toBe('Zeile = ü');
  await smtp.switchTo('failing');
  await expect(transport.sendMail(mail)).rejects.toMatchObject({ responseCode: 451 });
  await smtp.switchTo('mute');
  await expect(transport.sendMail(mail)).rejects.toThrow();
  expect(smtp.mails).toHaveLength(2);
});

test('whoever is down is back on the same port; whoever is mute did what he was asked', async () => {
  const slack = await start(new FakeSlack());
  const send = (): Promise<unknown> => post(slack.webhookUrl, { text: 'a' });
  await slack.switchTo('down');
  await expect(send()).rejects.toThrow();
  await slack.switchTo('mute');
  await expect(send()).rejects.toThrow();
  expect(slack.messages).toHaveLength(1);
  await slack.switchTo('silent');
  const held = send();
  await slack.waitUntil(() => slack.requests.length === 2, AbortSignal.timeout(10_000));
  expect(slack.messages).toHaveLength(1);
  await slack.switchTo('up');
  await held;
  expect(slack.messages).toHaveLength(2);
});
