import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSlackPress } from './slack-press.ts';
import { verifySlackSignature } from './verify-slack-signature.ts';

// The example of Slack's documentation, "Verifying requests from Slack".
const EXAMPLE = {
  signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};

function verdict(
  parts: { timestamp?: string; signature?: string; body?: string; secret?: string; nowMs?: number } = {},
) {
  const { timestamp = EXAMPLE.timestamp, signature = EXAMPLE.signature, body = EXAMPLE.body } = parts;
  const { secret = EXAMPLE.signingSecret, nowMs = Number(EXAMPLE.timestamp) * 1_000 } = parts;
  const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
  return verifySlackSignature({ headers, body, signingSecret: secret, nowMs });
}

test('agrees with the example of the documentation', () => {
  expect(verdict()).toBe('right');
});

test('believes nothing that was changed, is old, comes from the future, or is not signed', () => {
  const atMs = Number(EXAMPLE.timestamp) * 1_000;
  expect(verdict({ nowMs: atMs + 300_000 })).toBe('right');
  expect(verdict({ nowMs: atMs + 301_000 })).toBe('stale');
  expect(verdict({ nowMs: atMs - 301_000 })).toBe('stale');
  expect(verdict({ body: `${EXAMPLE.body}&text=more` })).toBe('wrong');
  expect(verdict({ timestamp: String(Number(EXAMPLE.timestamp) + 1) })).toBe('wrong');
  expect(verdict({ signature: EXAMPLE.signature.toUpperCase() })).toBe('wrong');
  expect(verdict({ signature: '' })).toBe('wrong');
  expect(verdict({ timestamp: 'NaN' })).toBe('missing');
  expect(verdict({ timestamp: '' })).toBe('missing');
  expect(verdict({ secret: '' })).toBe('missing');
  expect(verifySlackSignature({ headers: {}, body: '', signingSecret: 's', nowMs: 0 })).toBe('missing');
  const forged = createHmac('sha256', '').update(`v0:${EXAMPLE.timestamp}:${EXAMPLE.body}`).digest('hex');
  expect(verdict({ secret: '', signature: `v0=${forged}` })).toBe('missing');
});

test('whatever the body is, it is a press of ours or none', () => {
  const payload = fc.anything({ maxDepth: 2 }).map((value) => `payload=${encodeURIComponent(JSON.stringify(value))}`);
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), payload), (body) => {
      expect(parseSlackPress(body)).toBeUndefined();
    }),
  );
});

test('a button that is not ours is none, whatever its value', () => {
  const body = (action: object, type = 'block_actions'): string =>
    new URLSearchParams({ payload: JSON.stringify({ type, user: { id: 'U1' }, actions: [action] }) }).toString();
  const ours = { action_id: 'nines.resolve', value: 'resolve:12.0' };
  expect(parseSlackPress(body(ours))).toMatchObject({ user: { id: 'U1', name: 'U1' }, responseUrl: null });
  expect(parseSlackPress(body({ ...ours, action_id: 'other.resolve' }))).toBeUndefined();
  expect(parseSlackPress(body({ ...ours, value: 'acknowledge:12.0' }))).toBeUndefined();
  expect(parseSlackPress(body(ours, 'view_submission'))).toBeUndefined();
});
