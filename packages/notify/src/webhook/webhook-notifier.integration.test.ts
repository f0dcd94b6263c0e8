import { FakeWebhook } from '@nines/testkit/fake-webhook';
import { expect, test } from 'vitest';
import { patience, started } from '../testing/receivers.ts';
import { sampleNotification, samplePlain } from '../testing/sample-notification.ts';
import { testClock } from '../testing/test-clock.ts';
import { verifyWebhookSignature } from './sign-webhook.ts';
import { webhookNotifier } from './webhook-notifier.ts';

const SECRET = `whsec_${Buffer.from('a key that nobody guesses').toString('base64')}`;
const NOW = Date.parse('2026-11-29T19:23:05.000Z');

function notifierOf(webhook: FakeWebhook, secret = SECRET) {
  const clock = testClock(NOW);
  return webhookNotifier({ channel: 'webhook:archive', url: webhook.url, secret, platform: 'talent', clock });
}

test('a receiver that knows the secret believes it, and takes each notification once', async () => {
  const webhook = await started(new FakeWebhook({ secret: SECRET, now: () => NOW }));
  const notifier = notifierOf(webhook);
  const told = sampleNotification({ key: '12:triggered:1:webhook' });
  await webhook.switchTo('mute');
  expect(await notifier.deliver([told], undefined, patience())).toMatchObject({ outcome: 'failed', isUnclear: true });
  await webhook.switchTo('down');
  const reason = 'the receiver cannot be reached (ECONNREFUSED)';
  expect(await notifier.deliver([told], undefined, patience())).toEqual({ outcome: 'failed', reason });
  await webhook.switchTo('up');
  expect(await notifier.deliver([told], undefined, patience())).toEqual({ outcome: 'sent' });
  expect(await notifier.deliver([samplePlain()], undefined, patience())).toEqual({ outcome: 'sent' });
  expect(webhook.repeated).toEqual(['12:triggered:1:webhook']);
  expect(webhook.events).toMatchObject([
    {
      specversion: '1.0',
      id: '12:triggered:1:webhook',
      source: '/nines/talent',
      type: 'nines.incident.triggered',
      subject: 'incident/12',
      time: '2026-11-29T19:23:05.000Z',
      data: { reason: 'triggered', isDrill: false, incident: { number: 12, title: 'postgres is down' } },
    },
    { type: 'nines.notice', data: { title: 'Test' } },
  ]);
  const [request] = webhook.requests;
  const { headers, body } = request ?? { headers: {}, body: '' };
  expect(verifyWebhookSignature({ headers, body, secret: SECRET, nowMs: NOW })).toBe('right');
});

test('one that knows another secret does not, and says so', async () => {
  const webhook = await started(new FakeWebhook({ secret: SECRET, now: () => NOW }));
  const reason = 'the receiver answered 400';
  const told = [sampleNotification()];
  expect(await notifierOf(webhook, 'other').deliver(told, undefined, patience())).toEqual({
    outcome: 'refused',
    reason,
  });
  expect(webhook.refused).toEqual(['signature is wrong']);
});

test('a redirect is not followed: what is signed for one is not given to another', async () => {
  const webhook = await started(new FakeWebhook());
  webhook.answerNext({ status: 307, headers: { location: `${webhook.url}/elsewhere` }, body: '' });
  expect(await notifierOf(webhook).deliver([samplePlain()], undefined, patience())).toMatchObject({
    outcome: 'refused',
  });
  expect(webhook.requests).toHaveLength(1);
});

test('what passes is tried again later, as late as the receiver asks for', async () => {
  const webhook = await started(new FakeWebhook());
  const deliver = () => notifierOf(webhook).deliver([samplePlain()], undefined, patience());
  const moment = new Date(NOW + 90_000).toUTCString();
  webhook.answerNext({ status: 503, headers: { 'retry-after': moment }, body: '' });
  expect(await deliver()).toEqual({ outcome: 'failed', reason: 'the receiver answered 503', retryAfterMs: 90_000 });
  webhook.answerNext({ status: 429, body: '' });
  expect(await deliver()).toEqual({ outcome: 'failed', reason: 'the receiver asks for patience', isThrottled: true });
});
