import { mailFormError, readMail } from '@nines/testkit/mail-form';
import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { anyNotifications, sampleNotification } from '../testing/sample-notification.ts';
import { renderMail } from './render-mail.ts';

const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

async function wire(mail: ReturnType<typeof renderMail>): Promise<string> {
  const { messageId, subject, text, html, headers } = mail;
  const common = { from: 'nines@example.com', to: 'sre@example.com' };
  const { message } = await transport.sendMail({ ...common, messageId, subject, text, html, headers });
  return (message as Buffer).toString('latin1');
}

test('whatever it tells of, the mail keeps to the form, has one subject of one line, and no tags but ours', async () => {
  await fc.assert(
    fc.asyncProperty(anyNotifications, async (notifications) => {
      const mail = renderMail(notifications, undefined, 'example.com');
      const raw = await wire(mail);
      expect(mailFormError(raw)).toBeUndefined();
      const { headers } = readMail(raw);
      expect([...headers.keys()].toSorted()).toEqual(
        expect.arrayContaining(['auto-submitted', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to']),
      );
      expect(headers.has('bcc')).toBe(false);
      expect(mail.subject.length).toBeLessThanOrEqual(180);
      const tags = [...mail.html.matchAll(/<\/?([a-z0-9]+)/giu)].map(([, name = '']) => name);
      expect(new Set(tags).difference(TAGS)).toEqual(new Set());
      expect(mail.html).not.toMatch(/\shref="(?!https?:\/\/)/u);
    }),
    { numRuns: 100 },
  );
});

const TAGS = new Set(['html', 'body', 'h2', 'p', 'strong', 'pre', 'table', 'tr', 'th', 'td', 'a']);

test('the same notification has the same id, another has another', () => {
  const id = (key: string): string => renderMail([sampleNotification({ key })], undefined, 'example.com').messageId;
  expect(id('a')).toBe(id('a'));
  expect(id('a')).not.toBe(id('b'));
});

test('an attempt that is repeated refers to nothing, since it is the first itself', () => {
  const first = renderMail([sampleNotification()], undefined, 'example.com');
  const again = renderMail([sampleNotification()], first.thread, 'example.com');
  expect(again.inReplyTo).toBeUndefined();
  expect(again.subject).toBe(first.subject);
});
