import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyNotification } from '../testing/sample-notification.ts';
import { renderCloudEvent } from './render-cloud-event.ts';
import { signWebhook, verifyWebhookSignature } from './sign-webhook.ts';

// The example of the specification's reference libraries (standard-webhooks, "Verifying webhooks").
const EXAMPLE = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
};
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

function verdict(parts: { headers?: Record<string, string>; body?: string; nowMs?: number; secret?: string } = {}) {
  const { body = EXAMPLE.body, nowMs = EXAMPLE.timestamp * 1_000, secret = EXAMPLE.secret } = parts;
  const headers = { ...signWebhook(EXAMPLE, EXAMPLE.secret), ...parts.headers };
  return verifyWebhookSignature({ headers, body, secret, nowMs });
}

test('signs as the specification does', () => {
  expect(signWebhook(EXAMPLE, EXAMPLE.secret)).toEqual({
    'webhook-id': EXAMPLE.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': SIGNATURE,
  });
});

test('believes nothing that was changed, is old, or is not signed', () => {
  expect(verdict()).toBe('right');
  expect(verdict({ headers: { 'webhook-signature': `v1,AAAA v2,x ${SIGNATURE}` } })).toBe('right');
  expect(verdict({ nowMs: EXAMPLE.timestamp * 1_000 + 301_000 })).toBe('stale');
  expect(verdict({ nowMs: EXAMPLE.timestamp * 1_000 - 301_000 })).toBe('stale');
  expect(verdict({ body: `${EXAMPLE.body} ` })).toBe('wrong');
  expect(verdict({ headers: { 'webhook-id': 'other' } })).toBe('wrong');
  expect(verdict({ headers: { 'webhook-timestamp': '1614265331' } })).toBe('wrong');
  expect(verdict({ headers: { 'webhook-signature': '' } })).toBe('wrong');
  expect(verdict({ headers: { 'webhook-timestamp': 'soon' } })).toBe('missing');
  expect(verdict({ secret: '' })).toBe('missing');
  expect(verdict({ secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })).toBe('wrong');
});

test('an event of whatever it tells of keeps to the form, is well-formed and not too large', () => {
  fc.assert(
    fc.property(anyNotification, fc.string({ minLength: 1, unit: 'binary' }), (notification, platform) => {
      const event = renderCloudEvent(notification, platform);
      const body = JSON.stringify(event);
      expect(event.id).toMatch(/^[!-~]+$/u);
      expect(event.source).toMatch(/^\/nines\/[!-~]+$/u);
      expect(Object.keys(event).every((name) => /^[a-z]+$/u.test(name))).toBe(true);
      expect(body).not.toMatch(/\\ud[89a-f][0-9a-f]{2}|\\u0000/u);
      expect(body.length).toBeLessThan(3_000_000);
      expect(renderCloudEvent(notification, platform)).toEqual(event);
    }),
    { numRuns: 100 },
  );
});
