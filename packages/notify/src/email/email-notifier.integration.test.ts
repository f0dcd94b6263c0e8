import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { FakeSmtp } from '@nines/testkit/fake-smtp';
import { expect, onTestFinished, test } from 'vitest';
import { patience, started } from '../testing/receivers.ts';
import { sampleNotification, samplePlain } from '../testing/sample-notification.ts';
import { emailNotifier } from './email-notifier.ts';
import type { EmailNotifierOptions } from './email-notifier.ts';
import { PartlySent } from './partly-sent.ts';

function notifierOf(smtp: FakeSmtp, parts: Partial<EmailNotifierOptions> = {}) {
  const { host, port } = smtp;
  const from = 'Nines <nines@example.com>';
  return emailNotifier({
    channel: 'email',
    to: ['sre@example.com'],
    from,
    host,
    port,
    requireTls: false,
    partly: new PartlySent(),
    ...parts,
  });
}

const resolved = sampleNotification(
  { reason: 'resolved', key: 'k3' },
  { status: 'resolved', resolvedAt: '2026-11-29T19:25:00.000Z', title: 'something else is down' },
);

test('mails about one incident are one conversation', async () => {
  const smtp = await started(new FakeSmtp());
  const notifier = notifierOf(smtp);
  const first = await notifier.deliver([sampleNotification({ key: 'k1' })], undefined, patience());
  if (first.outcome !== 'sent') throw new Error(first.reason);
  expect(await notifier.deliver([resolved], first.thread, patience())).toEqual({ outcome: 'sent' });
  const [one, other] = smtp.mails;
  expect(one?.headers.get('subject')).toBe('SEV1 · #12 postgres is down');
  expect(one?.headers.get('message-id')).toMatch(/^<[0-9a-f]{32}@example\.com>$/u);
  expect(one?.headers.has('in-reply-to')).toBe(false);
  expect(other?.headers.get('subject')).toBe('Re: SEV1 · #12 postgres is down');
  expect(other?.headers.get('in-reply-to')).toBe(one?.headers.get('message-id'));
  expect(other?.headers.get('references')).toBe(one?.headers.get('message-id'));
  expect(other?.headers.get('auto-submitted')).toBe('auto-generated');
  expect(other?.text).toContain('Resolved after 5 min 0 s');
  expect(other?.html).toContain('Resolved after 5 min 0 s');
  expect(one?.html).toContain('href="http://127.0.0.1:3000/d/service?var=postgres&amp;from=now-1h"');
});

test('an attempt that was not known to succeed is repeated with the same id', async () => {
  const smtp = await started(new FakeSmtp());
  const notifier = notifierOf(smtp);
  await smtp.switchTo('mute');
  const deliver = () => notifier.deliver([sampleNotification()], undefined, patience());
  expect(await deliver()).toMatchObject({ outcome: 'failed', isUnclear: true });
  await smtp.switchTo('up');
  expect(await deliver()).toMatchObject({ outcome: 'sent' });
  expect(smtp.mails).toHaveLength(2);
  expect(smtp.distinct).toHaveLength(1);
});

/** A server of few words. @returns its port */
async function listening(talk: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => talk(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('what a server was given before it broke off may have arrived', async () => {
  const port = await listening((socket) => {
    socket.write('220 mail\r\n');
    let mail: string | undefined;
    socket.on('data', (data) => {
      const said = data.toString();
      if (mail === undefined) socket.write(said.startsWith('DATA') ? '354 go on\r\n' : '250 yes\r\n');
      mail = mail === undefined ? (said.startsWith('DATA') ? '' : undefined) : `${mail}${said}`;
      if (mail?.endsWith('\r\n.\r\n') === true) socket.destroy();
    });
  });
  const smtp = await started(new FakeSmtp());
  const result = await notifierOf(smtp, { port }).deliver([sampleNotification()], undefined, patience());
  expect(result).toMatchObject({ outcome: 'failed', isUnclear: true });
});

test('what no server was given is known not to have arrived', async () => {
  const port = await listening(() => undefined);
  const smtp = await started(new FakeSmtp());
  const deliver = () =>
    notifierOf(smtp, { port, connectTimeoutMs: 200 }).deliver([sampleNotification()], undefined, patience());
  expect(await deliver()).toEqual({ outcome: 'failed', reason: 'the mail server does not answer' });
});

test('text of alerts stays text: no header is added, nobody else is written to', async () => {
  const smtp = await started(new FakeSmtp());
  const title = 'x\r\nBcc: evil@example.com\r\n\r\n<script>alert(1)</script>';
  await notifierOf(smtp).deliver([sampleNotification({ summary: '.\r\nQUIT\r\n' }, { title })], undefined, patience());
  expect(smtp.mails).toMatchObject([{ to: ['sre@example.com'] }]);
  expect(smtp.mails[0]?.headers.has('bcc')).toBe(false);
  expect(smtp.mails[0]?.html).not.toContain('<script>');
  expect(smtp.mails[0]?.headers.get('subject')).toContain('Bcc: evil@example.com');
});

test('tells what passes from what does not, without the password', async () => {
  const login = { user: 'nines', password: 'open-sesame' };
  const smtp = await started(new FakeSmtp({ login }));
  const deliver = (parts: Partial<EmailNotifierOptions> = {}) =>
    notifierOf(smtp, { login, ...parts }).deliver([samplePlain()], undefined, patience());
  expect(await deliver()).toEqual({ outcome: 'sent' });
  expect(await deliver({ login: { ...login, password: 'wrong' } })).toEqual({
    outcome: 'refused',
    reason: 'the mail server does not accept the login: check user and password',
  });
  const secure = await deliver({ requireTls: true });
  expect(secure).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('TLS') as string });
  await smtp.switchTo('failing');
  expect(await deliver()).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('451') as string });
  await smtp.switchTo('throttling');
  expect(await deliver()).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('421') as string });
  await smtp.switchTo('refusing');
  expect(await deliver()).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('550') as string });
  await smtp.switchTo('down');
  expect(await deliver()).toEqual({ outcome: 'failed', reason: 'the mail server cannot be reached' });
});

/** Answers each command as `answers` says for its first word, `250 yes` otherwise; undefined ends the connection. */
function answering(answers: Readonly<Record<string, string | undefined>>) {
  return (socket: Socket): void => {
    socket.write('220 mail\r\n');
    socket.on('data', (data) => {
      const [word = ''] = data.toString('latin1').split(/[ \r]/u);
      const answer = word in answers ? answers[word] : /^[A-Z]{4,8}$/u.test(word) ? '250 yes' : undefined;
      if (answer === undefined) socket.destroy();
      else socket.write(`${answer}\r\n`);
    });
  };
}

test.each([
  ['TLS is away for now', { STARTTLS: '454 TLS not available' }, 'the mail server says 454 TLS not available'],
  ['it ends amid the beginning of TLS', { STARTTLS: '220 go' }, 'the mail server cannot be reached'],
  [
    'it speaks of certificates',
    { MAIL: '451 self-signed certificate' },
    'the mail server says 451 self-signed certificate',
  ],
])('what passes by itself is tried again soon: %s', async (_what, answers, reason) => {
  const isOfTls = 'STARTTLS' in answers;
  const port = await listening(answering({ EHLO: isOfTls ? '250-mail\r\n250 STARTTLS' : '250 mail', ...answers }));
  const smtp = await started(new FakeSmtp());
  const notifier = notifierOf(smtp, { port, requireTls: isOfTls });
  expect(await notifier.deliver([samplePlain()], undefined, patience())).toEqual({ outcome: 'failed', reason });
});

test('a certificate that nobody trusts is a refusal, and none where that is allowed', async () => {
  const smtp = await started(new FakeSmtp({ isSelfSigned: true }));
  const deliver = (requireTls: boolean) =>
    notifierOf(smtp, { requireTls }).deliver([samplePlain()], undefined, patience());
  const reason = expect.stringContaining('check the port and the certificate') as string;
  expect(await deliver(true)).toEqual({ outcome: 'refused', reason });
  expect(await deliver(false)).toEqual({ outcome: 'sent' });
});

test('whoever was turned away for now is sent to again, and nobody else', async () => {
  const smtp = await started(new FakeSmtp());
  const [partly, to] = [new PartlySent(), ['a@example.com', 'b@example.com', 'c@example.com']];
  const deliver = (key: string) =>
    notifierOf(smtp, { to, partly }).deliver([sampleNotification({ key })], undefined, patience());
  smtp.answers.set('b@example.com', 451).set('c@example.com', 451);
  const reason = 'the mail server did not take it for 2 of 3: it says 451 not for b@example.com';
  expect(await deliver('k1')).toEqual({ outcome: 'failed', reason, isPartial: true });
  await smtp.switchTo('down');
  expect(await deliver('k1')).toMatchObject({ outcome: 'failed', isPartial: true });
  await smtp.switchTo('up');
  smtp.answers.delete('b@example.com');
  expect(await deliver('k1')).toMatchObject({ outcome: 'failed', isPartial: true });
  smtp.answers.clear();
  expect(await deliver('k1')).toMatchObject({ outcome: 'sent', thread: { messageId: expect.any(String) as string } });
  expect(smtp.mails.map((mail) => mail.to)).toEqual([['a@example.com'], ['b@example.com'], ['c@example.com']]);
  expect(smtp.distinct).toHaveLength(1);
  expect(smtp.mails.at(-1)?.headers.get('to')).toContain('a@example.com');
  expect(await deliver('k1')).toMatchObject({ outcome: 'sent' });
  expect(smtp.mails.at(-1)?.to).toEqual(to);
});

test('an address that does not work keeps nobody from the mail, and is named', async () => {
  const smtp = await started(new FakeSmtp());
  const [partly, to] = [new PartlySent(), ['a@example.com', 'b@example.com', 'c@example.com']];
  const deliver = () => notifierOf(smtp, { to, partly }).deliver([samplePlain()], undefined, patience());
  smtp.answers.set('b@example.com', 550);
  const unreached = { whom: ['b@example.com'], reason: 'the mail server says 550 not for b@example.com' };
  expect(await deliver()).toEqual({ outcome: 'sent', unreached });
  smtp.answers.set('c@example.com', 451);
  expect(await deliver()).toMatchObject({ outcome: 'failed', isPartial: true });
  smtp.answers.set('c@example.com', 550);
  expect(await deliver()).toMatchObject({ outcome: 'sent', unreached: { whom: ['b@example.com', 'c@example.com'] } });
  expect(smtp.mails.map((mail) => mail.to)).toEqual([['a@example.com', 'c@example.com'], ['a@example.com']]);
  smtp.answers.set('a@example.com', 550);
  expect(await deliver()).toMatchObject({ outcome: 'refused' });
});

test('whoever gives up is not kept waiting', async () => {
  const smtp = await started(new FakeSmtp());
  const caller = new AbortController();
  const given = notifierOf(smtp).deliver([samplePlain()], undefined, caller.signal);
  caller.abort(new Error('shutting down'));
  await expect(given).rejects.toThrow('shutting down');
});
