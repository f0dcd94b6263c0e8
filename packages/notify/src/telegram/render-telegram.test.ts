import { readTelegramHtml } from '@nines/testkit/telegram-html';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  anyIncidentNotification,
  anyNotifications,
  COSTLY,
  longestNotification,
  sampleNotification,
  samplePlain,
} from '../testing/sample-notification.ts';
import { defused, MOST_LINES, renderTelegram, renderTelegramReply } from './render-telegram.ts';
import type { TelegramContent } from './render-telegram.ts';

/** What Telegram would make links and mentions of by itself, were it not preformatted. */
const ALIVE = /(?:^|\W)@\w|https?:\/\/\S|\w\.[a-z]{2,}|(?:^|\s)[/#$]\w/iu;

function expectFit({ html, text, keyboard }: TelegramContent): void {
  const read = readTelegramHtml(html);
  if ('error' in read) throw new Error(read.error);
  expect(read.text.length > 0 && read.text.length <= 4_096).toBe(true);
  expect(html.isWellFormed() && !html.includes('\0')).toBe(true);
  expect(text.length <= 4_096 && text.isWellFormed()).toBe(true);
  for (const { type, url } of read.entities) {
    expect(['bold', 'pre', 'text_link']).toContain(type);
    if (type === 'text_link') expect(url).toMatch(/^https?:\/\//u);
  }
  for (const { callback_data: data } of keyboard.flat()) {
    expect(Buffer.byteLength(data)).toBeGreaterThan(0);
    expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  }
  const bare = html.replaceAll(/<pre>.*?<\/pre>|<a [^>]*>.*?<\/a>/gsu, ' ');
  const shown = readTelegramHtml(bare);
  // `#12` of the headline is ours, and Telegram makes no hashtag of a number.
  expect('error' in shown ? shown.error : shown.text.replaceAll(/#\d+/gu, '')).not.toMatch(ALIVE);
}

test('whatever it tells of, Telegram takes it, and nothing in it calls anybody or leads anywhere but where it should', () => {
  fc.assert(
    fc.property(anyNotifications, (notifications) => expectFit(renderTelegram(notifications, 'shop'))),
    { numRuns: 200 },
  );
});

test.each(COSTLY)('as much as there can be of %j is not too much', (character) => {
  const notification = longestNotification(character);
  const many = Array.from({ length: MOST_LINES }, (_, index) => ({
    ...notification,
    incident: { ...notification.incident, number: 900_000_000 + index },
  }));
  const notices = many.map(({ summary }) => samplePlain({ title: summary, text: summary }));
  for (const told of [
    [notification],
    many,
    [...many.slice(0, -3), ...notices.slice(0, 3)],
    notices.slice(0, 1),
    notices,
  ]) {
    expectFit(renderTelegram(told, 'shop'));
  }
});

test('names each of as many as it may be given', () => {
  const numbers = Array.from({ length: MOST_LINES }, (_, index) => 101 + index);
  const { text } = renderTelegram(
    numbers.map((number) => sampleNotification({}, { number })),
    'shop',
  );
  for (const number of numbers) expect(text).toContain(`${number} postgres`);
});

test('a reply is harmless whatever it tells of', () => {
  fc.assert(
    fc.property(anyIncidentNotification, (notification) => expectFit(renderTelegramReply(notification))),
    { numRuns: 200 },
  );
});

test('what is defused looks the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(defused(text).replaceAll('\u2060', '')).toBe(text.replaceAll('\u2060', ''));
    }),
  );
});

test('says what is worth reading at night', () => {
  const { html, keyboard } = renderTelegram([sampleNotification({ summary: 'a < b & "c"' })], 'shop');
  const read = readTelegramHtml(html);
  expect('text' in read ? read.text.replaceAll('\u2060', '') : read.error).toBe(
    `🔴 SEV1 · #12 postgres is down

a < b & "c"

Triggered: severity 1

Status: not acknowledged
Severity: 1
Since: 2026-11-29 19:20:00 UTC (3 min 5 s)
Cause: postgres (ServiceDown)
Affected: postgres, api, portal
Owners: team-data, team-web
Alerts: 3 alerts, 3 firing

Runbook · Dashboard`,
  );
  expect(keyboard).toEqual([
    [
      { text: 'Acknowledge', callback_data: expect.stringMatching(/^acknowledge:12\.0:[\w-]{10}$/) as string },
      { text: 'Mitigated', callback_data: expect.stringMatching(/^mitigate:12\.0:[\w-]{10}$/) as string },
      { text: 'Resolve', callback_data: expect.stringMatching(/^resolve:12\.0:[\w-]{10}$/) as string },
    ],
  ]);
});
