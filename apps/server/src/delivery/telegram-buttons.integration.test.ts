import type { Notify } from '@nines/catalog';
import type { Clock, IncidentCommand } from '@nines/kernel';
import { buttonsOf, encodeButton } from '@nines/notify';
import { systemClock } from '@nines/system-clock';
import { FakeTelegram } from '@nines/testkit/fake-telegram';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { someIncident, someIncidentThatIsOver } from '@nines/testkit/incident-samples';
import { ChatButtons } from './chat-buttons.ts';
import { askTelegram } from './telegram-buttons.ts';
import { TelegramMoves } from './telegram-moves.ts';

const CHAT = -5;
/** How often it is looked whether the bot is another, which is no pause. */
const LOOK_MS = 5_000;

let telegram: FakeTelegram;
let commands: IncidentCommand[];
let warnings: string[];
let pauses: number[];
let stops: (() => Promise<void>)[];

beforeEach(async () => {
  telegram = await new FakeTelegram({ chats: [CHAT] }).start();
  [commands, warnings, pauses, stops] = [[], [], [], []];
});

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await telegram.stop();
});

/** Pauses are written down, and over soon. */
const clock: Clock = {
  now: () => systemClock.now(),
  monotonicMs: () => systemClock.monotonicMs(),
  timeoutSignal: (ms) => systemClock.timeoutSignal(ms),
  sleep: (ms, signal) => {
    if (ms !== LOOK_MS) pauses.push(ms);
    return systemClock.sleep(5, signal);
  },
};

/** A server that asks, until it is stopped. @param work - what carrying out a press takes */
function started(work: () => Promise<void> = async () => undefined): () => Promise<void> {
  const stop = new AbortController();
  const notify: Notify = {
    webhooks: [],
    routes: [],
    telegram: { chat: CHAT, token: { secret: 'TOKEN' }, api: telegram.api },
  };
  const log = (_level: string, message: string, facts?: object): void =>
    void warnings.push(`${message}: ${JSON.stringify(facts)}`);
  const chat = new ChatButtons({
    notify: () => notify,
    platform: () => 'talent',
    secret: () => telegram.token,
    command: async (command) => {
      await work();
      commands.push(command);
      return someIncidentThatIsOver({});
    },
    show: async (number) => someIncidentThatIsOver({ number }),
    moves: new TelegramMoves(log),
    clock,
    log,
    signal: stop.signal,
  });
  const asking = askTelegram({ chat, clock, log }, stop.signal);
  const end = async (): Promise<void> => {
    stop.abort(new Error('stopped'));
    await asking;
  };
  stops.push(end);
  return end;
}

/** A message of incident 7, with a button. */
async function message(platform = 'talent', chat = CHAT) {
  const [first] = buttonsOf(someIncident({ number: 7 }), platform).map(encodeButton);
  const button = { text: 'Acknowledge', callback_data: first };
  const body = { chat_id: chat, text: '#7 web is down', reply_markup: { inline_keyboard: [[button]] } };
  const answer = await fetch(`${telegram.api}/bot${telegram.token}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const sent = telegram.messages.at(-1);
  if (sent === undefined) throw new Error(await answer.text());
  return sent;
}

/** Of every question for presses, in the order in which they were asked. */
function offsets(): readonly number[] {
  return telegram.requests
    .filter(({ path }) => path.endsWith('/getUpdates'))
    .map(({ body }) => (JSON.parse(body) as { offset: number }).offset);
}

async function until(isSo: () => boolean): Promise<void> {
  await telegram.waitUntil(isSo, AbortSignal.timeout(10_000));
}

const conflict = {
  status: 409,
  body: { ok: false, error_code: 409, description: 'Conflict: terminated by other getUpdates request' },
};
const busy = { status: 429, body: { ok: false, error_code: 429, description: 'x', parameters: { retry_after: 30 } } };
const broken = { status: 502, body: 'bad gateway' };

it('does what is pressed once, says so, and asks for what comes after it', async () => {
  started();
  telegram.offer({ ...telegram.pressed(await message(), 'acknowledge'), update_id: 41 });
  await until(() => offsets().at(-1) === 42);
  expect(commands).toMatchObject([{ incident: 7, action: { kind: 'acknowledge' }, by: 'Ada' }]);
  expect(telegram.answers).toMatchObject([{ text: 'Done.' }]);
  telegram.offer({ ...telegram.pressed(await message(), 'acknowledge'), update_id: 43 });
  await until(() => offsets().at(-1) === 44);
  expect(commands).toHaveLength(2);
  expect(new Set(commands.map(({ key }) => key)).size).toBe(2);
});

it('keeps its place, and waits as long as it is asked to, where Telegram does not answer', async () => {
  telegram.offer({ ...telegram.pressed(await message(), 'acknowledge'), update_id: 41 });
  started();
  await until(() => offsets().at(-1) === 42);
  const asked = offsets().length;
  telegram.answerNext(conflict, conflict, busy, broken);
  telegram.offer({ update_id: 42 }); // wakes the question that waits
  await until(() => offsets().length === asked + 5);
  expect(offsets().slice(asked)).toEqual([43, 43, 43, 43, 43]);
  expect(pauses[0]).toBeGreaterThanOrEqual(500);
  expect(pauses[1]).toBeGreaterThan(pauses[0] ?? Infinity);
  expect(pauses[2]).toBe(30_000);
  expect(pauses).toHaveLength(4);
  expect(commands).toHaveLength(1);
  expect(warnings).toEqual([
    expect.stringMatching(/^Telegram cannot be asked what was pressed: .*Conflict.*one bot for each platform/),
  ]);
});

it('begins with what the one before it did not bring to an end, under the same key', async () => {
  telegram.offer({ ...telegram.pressed(await message(), 'acknowledge'), update_id: 41 });
  const reached = Promise.withResolvers<undefined>();
  const release = Promise.withResolvers<undefined>();
  const end = started(async () => {
    reached.resolve(undefined);
    await release.promise;
  });
  await reached.promise;
  const ending = end();
  release.resolve(undefined);
  await ending;
  started();
  await until(() => offsets().at(-1) === 42);
  expect(commands).toHaveLength(2);
  expect(new Set(commands.map(({ key }) => key)).size).toBe(1);
});

it('goes on where a press cannot be carried out', async () => {
  let tries = 0;
  started(async () => {
    tries += 1;
    if (tries === 1) throw new TypeError('a fault of ours');
  });
  telegram.offer({ ...telegram.pressed(await message(), 'acknowledge'), update_id: 41 });
  telegram.offer({ ...telegram.pressed(await message(), 'acknowledge'), update_id: 42 });
  await until(() => offsets().at(-1) === 43);
  expect(commands).toHaveLength(1);
  expect(warnings).toEqual([expect.stringContaining('could not be carried out')]);
});

it('does nothing for a press in a chat that is not of nines.yaml', async () => {
  started();
  const { callback_query: query } = telegram.pressed(await message(), 'acknowledge');
  const elsewhere = { ...(query as object), message: { message_id: 1, chat: { id: -9 } } };
  telegram.offer({ update_id: 41, callback_query: elsewhere });
  await until(() => offsets().at(-1) === 42);
  expect(commands).toEqual([]);
  expect(telegram.answers).toMatchObject([{ text: 'This chat is not the one that nines.yaml names.' }]);
});

it('does nothing for a button of another platform, or of before buttons said whose they are, and says so', async () => {
  started();
  const { callback_query: query } = telegram.pressed(await message('staging'), 'acknowledge');
  telegram.offer({ update_id: 41, callback_query: query });
  const { callback_query: old } = telegram.pressed(await message(), 'acknowledge');
  telegram.offer({ update_id: 42, callback_query: { ...(old as object), data: 'acknowledge:7.0' } });
  await until(() => offsets().at(-1) === 43);
  expect(commands).toEqual([]);
  expect(telegram.answers.map(({ text }) => text)).toEqual([
    'This message is of another platform, or of an older incident with the same number: nothing was changed.',
    'This message is too old: use a newer one, or `nines incident`.',
  ]);
});

it('does what is pressed in the chat that the one of nines.yaml became, and says once what to change', async () => {
  started();
  telegram.upgrade(CHAT, -100_5);
  for (const id of [41, 42]) {
    telegram.offer({ ...telegram.pressed(await message('talent', -100_5), 'acknowledge'), update_id: id });
    await until(() => offsets().at(-1) === id + 1);
  }
  expect(commands).toHaveLength(2);
  expect(telegram.answers.map(({ text }) => text)).toEqual(['Done.', 'Done.']);
  expect(warnings).toEqual([
    'A group of Telegram has another number now: change notify.telegram.chat, its routes or TELEGRAM_CHAT_ID: {"chat":-5,"now":-1005}',
  ]);
  const elsewhere = { ...telegram.pressed(await message('talent', -100_5), 'acknowledge') };
  const query = { ...(elsewhere['callback_query'] as object), message: { message_id: 1, chat: { id: -9 } } };
  telegram.offer({ update_id: 43, callback_query: query });
  await until(() => offsets().at(-1) === 44);
  expect([commands.length, telegram.answers.at(-1)?.['text']]).toEqual([
    2,
    'This chat is not the one that nines.yaml names.',
  ]);
});
