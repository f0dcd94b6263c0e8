import type { ThreadReference } from '@nines/kernel';
import { FakeSlack } from '@nines/testkit/fake-slack';
import { expect, test } from 'vitest';
import { patience, started } from '../testing/receivers.ts';
import { sampleNotification, samplePlain } from '../testing/sample-notification.ts';
import { testClock } from '../testing/test-clock.ts';
import { slackNotifier } from './slack-notifier.ts';
import { answerSlackPress, parseSlackPress } from './slack-press.ts';
import { verifySlackSignature } from './verify-slack-signature.ts';

const acknowledged = sampleNotification({ reason: 'acknowledged', by: 'Ada', key: 'k2' }, { status: 'acknowledged' });
const resolved = sampleNotification(
  { reason: 'resolved', key: 'k3' },
  { status: 'resolved', resolvedAt: '2026-11-29T19:25:00.000Z', firingCount: 0 },
);
const reopened = sampleNotification({ reason: 'reopened', key: 'k4' }, { reopenings: 1 });

function bot(slack: FakeSlack, token = 'xoxb-test', room = '#sre') {
  const to = { token, room, buttonsOf: 'shop', api: slack.api };
  return slackNotifier({ channel: 'slack', to, clock: testClock() });
}

test('one message an incident follows it; what has to be heard is said in its thread too', async () => {
  const slack = await started(new FakeSlack());
  const notifier = bot(slack);
  const first = await notifier.deliver([sampleNotification({ key: 'k1' })], undefined, patience());
  if (first.outcome !== 'sent' || first.thread === undefined) throw new Error('no thread');
  expect(first.thread).toEqual({ channel: 'C-sre', ts: slack.posts[0]?.ts, room: '#sre' });
  for (const next of [acknowledged, resolved, reopened]) {
    expect(await notifier.deliver([next], first.thread, patience())).toEqual({ outcome: 'sent' });
  }
  const [message, ...replies] = slack.messages;
  expect(slack.posts).toHaveLength(1);
  expect(message?.metadata).toEqual([{ keys: ['k1'] }, { keys: ['k2'] }, { keys: ['k3'] }, { keys: ['k4'] }]);
  expect(message?.text).toContain('Reopened: it came back');
  expect(replies.map(({ text, isBroadcast, threadTs }) => [text, isBroadcast, threadTs])).toEqual([
    ['✅ Resolved after 5 min 0 s: SEV1 · #12 postgres is down', false, message?.ts],
    ['🔴 Reopened: it came back: SEV1 · #12 postgres is down', true, message?.ts],
  ]);
});

test.each([
  ['a message', { channel: 'C-sre', ts: '1.000001' }],
  ['a message of a channel', { channel: 'D-old', ts: '1.000001' }],
])('%s that is gone is replaced', async (_, lost) => {
  const slack = await started(new FakeSlack({ channels: ['#sre'] }));
  expect(await bot(slack).deliver([acknowledged], lost, patience())).toMatchObject({
    outcome: 'sent',
    thread: { channel: 'C-sre', ts: slack.posts[0]?.ts },
  });
});

test('an incident is posted anew where the channel is another now, and followed there', async () => {
  const slack = await started(new FakeSlack());
  const rooms = ['#sre', 'sre', 'C-sre', '#ops', '#ops'];
  let thread: ThreadReference | undefined;
  for (const room of rooms) {
    const sent = await bot(slack, 'xoxb-test', room).deliver([acknowledged], thread, patience());
    thread = sent.outcome === 'sent' && sent.thread !== undefined ? sent.thread : thread;
  }
  expect(slack.posts.map(({ channel }) => channel)).toEqual(['C-sre', 'C-ops']);
  const { channel = '', ts = '' } = thread ?? {};
  await bot(slack, 'xoxb-test', '#web').deliver([acknowledged], { channel, ts }, patience());
  expect(slack.posts).toHaveLength(2);
});

test('what has to be heard is heard, though the thread takes no replies', async () => {
  const slack = await started(new FakeSlack());
  const first = await bot(slack).deliver([sampleNotification()], undefined, patience());
  if (first.outcome !== 'sent') throw new Error(first.reason);
  slack.answerNext({ status: 200, body: { ok: true } }, { status: 200, body: { ok: false, error: 'thread_locked' } });
  const again = await bot(slack).deliver([reopened], first.thread, patience());
  expect(again).toMatchObject({ outcome: 'sent', thread: { ts: slack.posts[1]?.ts } });
});

test('a form that Slack does not take is no reason to stay silent', async () => {
  const slack = await started(new FakeSlack());
  slack.answerNext({ status: 200, body: { ok: false, error: 'invalid_blocks' } });
  expect(await bot(slack).deliver([sampleNotification()], undefined, patience())).toMatchObject({ outcome: 'sent' });
  expect(slack.posts).toMatchObject([{ blocks: [], text: expect.stringContaining('postgres is down') as string }]);
});

test('several, and notices, are posted without a thread', async () => {
  const slack = await started(new FakeSlack());
  const other = sampleNotification({}, { number: 13 });
  expect(await bot(slack).deliver([acknowledged, other], undefined, patience())).toEqual({ outcome: 'sent' });
  expect(await bot(slack).deliver([samplePlain()], undefined, patience())).toEqual({ outcome: 'sent' });
  expect(slack.posts.map((post) => slack.shown(post).split('\n')[0])).toEqual(['2 incidents', 'Test']);
});

test('a webhook posts, without buttons', async () => {
  const slack = await started(new FakeSlack());
  const notifier = slackNotifier({ channel: 'slack', to: { webhookUrl: slack.webhookUrl }, clock: testClock() });
  for (const one of [sampleNotification(), resolved]) await notifier.deliver([one], undefined, patience());
  expect(slack.posts.map((post) => [post.by, slack.buttons(post).length])).toEqual([
    ['webhook', 0],
    ['webhook', 0],
  ]);
  const other = slackNotifier({ channel: 'slack', to: { webhookUrl: `${slack.url}/services/no` }, clock: testClock() });
  expect(await other.deliver([resolved], undefined, patience())).toEqual({
    outcome: 'refused',
    reason: 'Slack says no_service: make a new webhook URL',
  });
});

test('says what is to be done where Slack refuses', async () => {
  const slack = await started(new FakeSlack({ channels: ['#sre'] }));
  expect(await bot(slack, 'xoxb-secret').deliver([acknowledged], undefined, patience())).toEqual({
    outcome: 'refused',
    reason: 'Slack says invalid_auth: give a bot token (xoxb-…) that is in force',
  });
  expect(await bot(slack, 'xoxb-test', '#no').deliver([acknowledged], undefined, patience())).toEqual({
    outcome: 'refused',
    reason: 'Slack says channel_not_found: check the name of the channel and invite the bot to it',
  });
});

test('what passes is tried again later, as late as Slack asks for', async () => {
  const slack = await started(new FakeSlack());
  slack.retryAfterSeconds = 7;
  const deliver = () => bot(slack).deliver([acknowledged], undefined, patience());
  await slack.switchTo('throttling');
  const reason = 'Slack asks for patience';
  expect(await deliver()).toEqual({ outcome: 'failed', reason, isThrottled: true, retryAfterMs: 7_000 });
  await slack.switchTo('failing');
  expect(await deliver()).toEqual({ outcome: 'failed', reason: 'Slack answered 500' });
  await slack.switchTo('mute');
  expect(await deliver()).toMatchObject({ outcome: 'failed' });
  await slack.switchTo('down');
  expect(await deliver()).toEqual({ outcome: 'failed', reason: 'Slack cannot be reached (ECONNREFUSED)' });
});

test('waits no longer than it may, and not at all for whoever gives up', async () => {
  const slack = await started(new FakeSlack());
  await slack.switchTo('silent');
  const clock = testClock();
  const to = { token: 'xoxb-test', room: '#sre', buttonsOf: 'shop', api: slack.api };
  const notifier = slackNotifier({ channel: 'slack', to, clock });
  const late = notifier.deliver([acknowledged], undefined, patience());
  await slack.waitUntil(() => slack.requests.length === 1, patience());
  clock.runOut();
  const reason = 'Slack does not answer within 20.0 s';
  expect(await late).toEqual({ outcome: 'failed', reason, isUnclear: true });
  const caller = new AbortController();
  const given = notifier.deliver([acknowledged], undefined, caller.signal);
  await slack.waitUntil(() => slack.requests.length === 2, patience());
  caller.abort(new Error('shutting down'));
  await expect(given).rejects.toThrow('shutting down');
});

test('a button says who wants what of which incident, and whoever pressed is answered', async () => {
  const slack = await started(new FakeSlack());
  await bot(slack).deliver([sampleNotification()], undefined, patience());
  const [message] = slack.posts;
  if (message === undefined) throw new Error('nothing was posted');
  const { headers, body } = slack.pressed(message, 'acknowledge', { userId: 'U7', userName: 'ada' });
  expect(verifySlackSignature({ headers, body, signingSecret: 'signing-secret', nowMs: Date.now() })).toBe('right');
  const press = parseSlackPress(body);
  expect(press).toMatchObject({
    button: { action: 'acknowledge', incident: 12, reopenings: 0 },
    user: { id: 'U7', name: 'ada' },
  });
  // Sent again it is the same press; pressed again it is another.
  expect(parseSlackPress(body)?.key).toBe(press?.key);
  expect(parseSlackPress(slack.pressed(message, 'acknowledge').body)?.key).not.toBe(press?.key);
  const answer = await answerSlackPress(
    press?.responseUrl ?? '',
    'You have it <now>',
    { clock: testClock() },
    patience(),
  );
  expect(answer).toEqual({ outcome: 'sent' });
  expect(slack.replies).toMatchObject([
    { to: 'U7', body: { response_type: 'ephemeral', text: 'You have it &lt;now&gt;' } },
  ]);
});
