import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileText } from '../testing/sample-notification.ts';
import { isFromTelegram, parseTelegramPress } from './telegram-press.ts';

const from = { id: 7, first_name: 'Ada', last_name: 'L.', username: 'ada' };
const press = (data: unknown, by: object = from): object => ({
  update_id: 1,
  callback_query: { id: 'q', from: by, data, message: { chat: { id: -5 } } },
});

test('reads presses of our buttons', () => {
  expect(parseTelegramPress(press('mitigate:12.3'))).toMatchObject({
    button: { action: 'mitigate', incident: 12, reopenings: 3 },
    user: { id: '7', name: 'Ada L.' },
    queryId: 'q',
    chat: -5,
  });
});

test.each([
  'mitigate:0.0',
  'mitigate:12',
  'delete:12.0',
  'mitigate:12.0 ',
  ' mitigate:1.0',
  'mitigate:1e9.0',
  '',
  null,
  7,
])('takes %j for no button', (data) => {
  expect(parseTelegramPress(press(data))).toBeUndefined();
});

test('whatever comes, it is a press with a clean name, or none', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        hostileText.map((name) => press('resolve:1.0', { id: 1, first_name: name })),
      ),
      (update) => {
        const name = parseTelegramPress(update)?.user.name ?? 'none';
        expect(name.length > 0 && name.length <= 60 && name.isWellFormed()).toBe(true);
      },
    ),
  );
});

test('only who knows the secret is Telegram', () => {
  const header = 'x-telegram-bot-api-secret-token';
  expect(isFromTelegram({ [header]: 's3cret' }, 's3cret')).toBe(true);
  expect(isFromTelegram({ [header]: 's3cres' }, 's3cret')).toBe(false);
  expect(isFromTelegram({ [header]: '' }, '')).toBe(false);
  expect(isFromTelegram({ [header]: ['s3cret'] }, 's3cret')).toBe(false);
  expect(isFromTelegram({}, 's3cret')).toBe(false);
});
