import { FakeTelegram } from '@nines/testkit/fake-telegram';
import { expect, test } from 'vitest';
import { patience, started } from '../testing/receivers.ts';
import { sampleNotification } from '../testing/sample-notification.ts';
import { testClock } from '../testing/test-clock.ts';
import { telegramNotifier } from './telegram-notifier.ts';
import { answerTelegramPress, parseTelegramPress } from './telegram-press.ts';
import { telegramUpdates } from './telegram-updates.ts';

test('gives out every press once, across failures, until nobody wants any', async () => {
  const telegram = await started(new FakeTelegram());
  const { token, api } = telegram;
  const clock = testClock();
  await telegramNotifier({ channel: 't', platform: 'shop', token, chat: 5, api, clock }).deliver(
    [sampleNotification()],
    undefined,
    patience(),
  );
  const [message] = telegram.messages;
  if (message === undefined) throw new Error('nothing was sent');
  const troubles: string[] = [];
  const onTrouble = (reason: string): void => void troubles.push(reason);
  const stop = new AbortController();
  const updates = telegramUpdates({ token, api, clock, onTrouble, random: () => 1 }, stop.signal);

  const failure = { status: 502, body: 'bad gateway' };
  const busy = { status: 429, body: { ok: false, error_code: 429, description: 'x', parameters: { retry_after: 9 } } };
  telegram.answerNext(failure, failure, busy);
  telegram.press(message, 'acknowledge');
  telegram.press(message, 'resolve', { firstName: 'Grace', userId: 8 });
  const presses = [await updates.next(), await updates.next()].map(({ value }) => parseTelegramPress(value));
  expect(presses).toMatchObject([
    { button: { action: 'acknowledge', incident: 12, reopenings: 0 }, user: { id: '7', name: 'Ada' }, chat: 5 },
    { button: { action: 'resolve' }, user: { id: '8', name: 'Grace' } },
  ]);
  expect(troubles).toEqual(['Telegram answered 502', 'Telegram answered 502', 'Telegram asks for patience']);
  expect(clock.pauses).toEqual([1_000, 2_000, 9_000]);

  const queryId = presses[0]?.queryId ?? '';
  const answer = () => answerTelegramPress({ token, api }, { queryId, text: 'It is yours' }, { clock }, patience());
  expect(await answer()).toEqual({ outcome: 'sent' });
  // Answered twice it is too late the second time, which is nobody's fault.
  expect(await answer()).toEqual({ outcome: 'sent' });
  expect(telegram.answers).toMatchObject([{ text: 'It is yours' }]);

  const before = telegram.requests.length;
  const next = updates.next();
  await telegram.waitUntil(() => telegram.requests.length > before, patience());
  expect(JSON.parse(telegram.requests.at(-1)?.body ?? '')).toMatchObject({ offset: expect.any(Number) as number });
  stop.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
});

test('asks again after a minute at most, whatever Telegram asks for', async () => {
  const telegram = await started(new FakeTelegram());
  const { token, api } = telegram;
  const clock = testClock();
  const busy = { ok: false, error_code: 429, description: 'x', parameters: { retry_after: 3_000_000 } };
  telegram.answerNext({ status: 429, body: busy });
  telegram.offer({ update_id: 3 });
  const updates = telegramUpdates({ token, api, clock, onTrouble: () => undefined }, patience());
  expect((await updates.next()).value).toMatchObject({ update_id: 3 });
  expect(clock.pauses).toEqual([60_000]);
});

test('what was not dealt with is given out again', async () => {
  const telegram = await started(new FakeTelegram());
  const { token, api } = telegram;
  const options = { token, api, clock: testClock(), onTrouble: () => undefined };
  telegram.offer({ update_id: 3 });
  const first = telegramUpdates(options, patience());
  expect((await first.next()).value).toMatchObject({ update_id: 3 });
  // The program ends here, before it did anything.
  const second = telegramUpdates(options, patience());
  expect((await second.next()).value).toMatchObject({ update_id: 3 });
});
