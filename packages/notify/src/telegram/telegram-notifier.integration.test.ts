import type { ThreadReference } from '@nines/kernel';
import { FakeTelegram } from '@nines/testkit/fake-telegram';
import { expect, test } from 'vitest';
import { patience, started } from '../testing/receivers.ts';
import { sampleNotification, samplePlain } from '../testing/sample-notification.ts';
import { testClock } from '../testing/test-clock.ts';
import { telegramNotifier } from './telegram-notifier.ts';

const acknowledged = sampleNotification({ reason: 'acknowledged', by: 'Ada', key: 'k2' }, { status: 'acknowledged' });
const resolved = sampleNotification(
  { reason: 'resolved', key: 'k3' },
  { status: 'resolved', resolvedAt: '2026-11-29T19:25:00.000Z', firingCount: 0 },
);
const reopened = sampleNotification({ reason: 'reopened', key: 'k4' }, { reopenings: 1 });

function optionsOf(telegram: FakeTelegram, token = telegram.token, chat = 5, clock = testClock()) {
  return { channel: 'telegram', platform: 'shop', token, chat, api: telegram.api, clock };
}

function notifierOf(...options: Parameters<typeof optionsOf>) {
  return telegramNotifier(optionsOf(...options));
}

test('one message an incident is edited; what has to be heard is said in reply too', async () => {
  const telegram = await started(new FakeTelegram({ pace: { burst: 20, perMs: 1_000 } }));
  const notifier = notifierOf(telegram);
  const first = await notifier.deliver([sampleNotification()], undefined, patience());
  if (first.outcome !== 'sent' || first.thread === undefined) throw new Error('no thread');
  const [sent] = telegram.messages;
  expect(first.thread).toEqual({ chat: 5, message: sent?.id, named: 5 });
  for (const next of [acknowledged, acknowledged, resolved, reopened]) {
    expect(await notifier.deliver([next], first.thread, patience())).toEqual({ outcome: 'sent' });
  }
  const [message, ...replies] = telegram.messages;
  expect(message?.versions).toHaveLength(4);
  expect(message?.keyboard.flat()).toHaveLength(3);
  expect(replies.map(({ replyTo, isSilent }) => [replyTo, isSilent])).toEqual([
    [sent?.id, true],
    [sent?.id, false],
  ]);
});

test('a message that is gone is replaced', async () => {
  const telegram = await started(new FakeTelegram());
  const thread = { chat: 5, message: 99 };
  expect(await notifierOf(telegram).deliver([acknowledged], thread, patience())).toEqual({
    outcome: 'sent',
    thread: { chat: 5, message: telegram.messages[0]?.id, named: 5 },
  });
});

test('a chat that the bot is not in any more is left for the one that it should be in', async () => {
  const telegram = await started(new FakeTelegram({ chats: [5] }));
  const old = { chat: 6, message: 1 };
  expect(await notifierOf(telegram).deliver([acknowledged], old, patience())).toMatchObject({ thread: { chat: 5 } });
});

test('an incident is posted anew where the chat is another now, and followed there, also where that became another', async () => {
  const telegram = await started(new FakeTelegram({ pace: { burst: 20, perMs: 1_000 } }));
  const deliver = (named: number, chat: number, thread?: ThreadReference) =>
    telegramNotifier({ ...optionsOf(telegram), chat, named }).deliver([acknowledged], thread, patience());
  let thread: ThreadReference | undefined;
  telegram.upgrade(-5, -100_5);
  // The group is known as what it became, or not any more, as after a restart; then nines.yaml says its new number.
  const homes = [
    [5, 5],
    [5, 5],
    [-5, -5],
    [-5, -100_5],
    [-5, -5],
    [-100_5, -100_5],
  ] as const;
  for (const [named, chat] of homes) {
    const sent = await deliver(named, chat, thread);
    thread = sent.outcome === 'sent' && sent.thread !== undefined ? sent.thread : thread;
  }
  expect(telegram.messages.map(({ chat }) => chat)).toEqual([5, -100_5]);
});

test('a chat that became another is followed', async () => {
  const telegram = await started(new FakeTelegram());
  telegram.upgrade(-5, -100_5);
  const sent = await notifierOf(telegram, telegram.token, -5).deliver([acknowledged], undefined, patience());
  expect(sent).toMatchObject({ outcome: 'sent', thread: { chat: -100_5 } });
});

test.each([
  ['an edit', 0],
  ['a reply', 1],
])(
  'where a chat became another before %s, the message is posted anew, and no other is touched',
  async (_what, edits) => {
    const telegram = await started(new FakeTelegram({ pace: { burst: 20, perMs: 1_000 } }));
    const moves: (readonly number[])[] = [];
    const notifier = telegramNotifier({
      ...{
        channel: 'telegram',
        platform: 'shop',
        token: telegram.token,
        chat: -5,
        api: telegram.api,
        clock: testClock(),
      },
      onMoved: (...move) => void moves.push(move),
    });
    const first = await notifier.deliver([sampleNotification()], undefined, patience());
    if (first.outcome !== 'sent' || first.thread === undefined) throw new Error('no thread');
    telegram.upgrade(-5, -100_5);
    const other = sampleNotification({ key: 'k9' }, { number: 13 });
    await notifierOf(telegram, telegram.token, -100_5).deliver([other], undefined, patience());
    if (edits > 0) telegram.answerNext({ status: 200, body: { ok: true, result: {} } });
    const followed = await notifier.deliver([reopened], first.thread, patience());
    expect(followed).toEqual({ outcome: 'sent', thread: { chat: -100_5, message: 2, named: -5 } });
    const there = telegram.messages.filter(({ chat }) => chat === -100_5);
    expect(
      there.map(({ text, versions }) => [/#\d+/u.exec(text.replaceAll('\u2060', ''))?.[0], versions.length]),
    ).toEqual([
      ['#13', 1],
      ['#12', 1],
    ]);
    expect(new Set(moves.map((move) => move.join(' ')))).toEqual(new Set(['-5 -1005']));
  },
);

test('markup that Telegram does not take is no reason to stay silent', async () => {
  const telegram = await started(new FakeTelegram());
  const description = "Bad Request: can't parse entities: Unsupported start tag";
  telegram.answerNext({ status: 400, body: { ok: false, error_code: 400, description } });
  expect(await notifierOf(telegram).deliver([acknowledged], undefined, patience())).toMatchObject({ outcome: 'sent' });
  expect(telegram.messages[0]?.entities).toEqual([]);
});

test('says what is to be done where Telegram refuses, never with the token', async () => {
  const telegram = await started(new FakeTelegram({ chats: [5] }));
  const deliver = (token: string, chat: number) =>
    notifierOf(telegram, token, chat).deliver([samplePlain()], undefined, patience());
  expect(await deliver('1:wrong', 5)).toEqual({
    outcome: 'refused',
    reason: 'Telegram says: Unauthorized (give the token that @BotFather gave out)',
  });
  expect(await deliver('../../no token', 5)).toMatchObject({ outcome: 'refused' });
  const remedy = 'check the id of the chat, and write to the bot or add it to the group';
  const reason = `Telegram says: Bad Request: chat not found (${remedy})`;
  expect(await deliver(telegram.token, 6)).toEqual({ outcome: 'refused', reason });
  const elsewhere = telegramNotifier({
    channel: 't',
    platform: 'shop',
    token: '1:secret',
    chat: 5,
    api: 'no address',
    clock: testClock(),
  });
  const failed = await elsewhere.deliver([samplePlain()], undefined, patience());
  expect(failed).toMatchObject({ outcome: 'failed' });
  expect(JSON.stringify(failed)).not.toContain('secret');
});

test('what passes is tried again later, as late as Telegram asks for', async () => {
  const telegram = await started(new FakeTelegram());
  telegram.retryAfterSeconds = 35;
  const deliver = () => notifierOf(telegram).deliver([acknowledged], undefined, patience());
  await telegram.switchTo('throttling');
  const reason = 'Telegram asks for patience';
  expect(await deliver()).toEqual({ outcome: 'failed', reason, isThrottled: true, retryAfterMs: 35_000 });
  await telegram.switchTo('failing');
  expect(await deliver()).toEqual({ outcome: 'failed', reason: 'Telegram answered 500' });
  await telegram.switchTo('down');
  expect(await deliver()).toEqual({ outcome: 'failed', reason: 'Telegram cannot be reached (ECONNREFUSED)' });
});

test('what is said in reply goes out also where each second has room for one call only', async () => {
  const clock = testClock();
  clock.sleep = async (ms) => void (clock.nowMs += ms);
  const telegram = await started(new FakeTelegram({ pace: { burst: 1, perMs: 1_000 }, now: () => clock.now() }));
  const notifier = notifierOf(telegram, telegram.token, 5, clock);
  const first = await notifier.deliver([sampleNotification()], undefined, patience());
  const thread = first.outcome === 'sent' ? first.thread : undefined;
  await clock.sleep(1_000);
  expect(await notifier.deliver([resolved], thread, patience())).toEqual({ outcome: 'sent' });
  expect(telegram.messages.map(({ versions }) => versions.length)).toEqual([2, 1]);
});

test('keeps below the pace of a group in any minute', () => {
  const clock = testClock();
  const { pace } = telegramNotifier({ channel: 'telegram', platform: 'shop', token: '1:x', chat: -5, clock }).traits;
  expect(pace.burst + Math.floor(60_000 / pace.perMs)).toBeLessThanOrEqual(20);
});
