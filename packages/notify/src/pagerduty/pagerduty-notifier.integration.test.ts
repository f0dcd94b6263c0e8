import { incidentIdentity } from '@nines/kernel';
import { FakePagerDuty } from '@nines/testkit/fake-pagerduty';
import { somePlainNotification } from '@nines/testkit/incident-samples';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patience, started } from '../testing/receivers.ts';
import { anyNotification, sampleIncident, sampleNotification } from '../testing/sample-notification.ts';
import { testClock } from '../testing/test-clock.ts';
import { pagerDutyNotifier } from './pagerduty-notifier.ts';

function notifierOf(pagerDuty: FakePagerDuty, routingKey = pagerDuty.routingKey) {
  const { url: api } = pagerDuty;
  return pagerDutyNotifier({ channel: 'pagerduty', routingKey, platform: 'talent', api, clock: testClock() });
}

const DEDUP_KEY = `nines/talent/12/${incidentIdentity('talent', sampleIncident())}`;

test('one incident is one there, until it comes back', async () => {
  const pagerDuty = await started(new FakePagerDuty());
  const notifier = notifierOf(pagerDuty);
  const steps = [
    sampleNotification(),
    sampleNotification({ reason: 'acknowledged', by: 'Ada' }, { status: 'acknowledged' }),
    sampleNotification({ reason: 'mitigated', by: 'Ada' }, { status: 'mitigated' }),
    sampleNotification({ reason: 'resolved' }, { status: 'resolved' }),
    sampleNotification({ reason: 'reopened' }, { reopenings: 1, severity: 2 }),
    sampleNotification({ reason: 'merged' }, { reopenings: 1, severity: 2, mergedInto: 3 }),
  ];
  for (const step of steps) {
    expect(await notifier.deliver([step], undefined, patience())).toMatchObject({ outcome: 'sent' });
  }
  expect(pagerDuty.incidents).toMatchObject([
    { dedupKey: DEDUP_KEY, status: 'resolved', severity: 'critical', events: 4 },
    { dedupKey: DEDUP_KEY, status: 'resolved', severity: 'error', events: 2 },
  ]);
  expect(pagerDuty.events[0]).toMatchObject({
    links: [{ text: 'Runbook' }, { text: 'Dashboard' }],
    payload: {
      summary: 'SEV1 · #12 postgres is down: No instance of postgres has been ready for 1 s.',
      source: 'postgres',
      class: 'ServiceDown',
      custom_details: { status: 'not acknowledged', alerts: '3 alerts, 3 firing' },
    },
  });
});

test.each([
  ['a ticket that somebody has in hand and that gets worse', 'triggered', 'acknowledged'],
  ['one that is told there since routes changed', 'triggered', 'mitigated'],
  ['one that gets worse', 'severity', 'acknowledged'],
] as const)('%s is open there', async (_what, reason, status) => {
  const pagerDuty = await started(new FakePagerDuty());
  const notifier = notifierOf(pagerDuty);
  await notifier.deliver([sampleNotification({ reason }, { status })], undefined, patience());
  expect(pagerDuty.incidents).toMatchObject([{ dedupKey: DEDUP_KEY, status: 'triggered' }]);
  await notifier.deliver([sampleNotification({ reason: 'resolved' }, { status: 'resolved' })], undefined, patience());
  expect(pagerDuty.incidents).toMatchObject([{ status: 'resolved' }]);
});

test('one of a database that was made anew is another there, however much it has the number of one that is open', async () => {
  const pagerDuty = await started(new FakePagerDuty());
  const notifier = notifierOf(pagerDuty);
  for (const openedAt of ['2026-11-29T19:20:01.500Z', '2026-12-01T08:00:00.000Z', '2026-12-01T08:00:00.000Z']) {
    await notifier.deliver([sampleNotification({}, { openedAt })], undefined, patience());
  }
  expect(pagerDuty.incidents.map(({ events }) => events)).toEqual([1, 2]);
});

test('an incident is open also at a service that is told of it since the key is another', async () => {
  const [old, now] = [
    await started(new FakePagerDuty()),
    await started(new FakePagerDuty({ routingKey: 'b'.repeat(32) })),
  ];
  const acknowledged = sampleNotification({ reason: 'acknowledged', by: 'Ada' }, { status: 'acknowledged' });
  const first = await notifierOf(old).deliver([sampleNotification()], undefined, patience());
  const kept = first.outcome === 'sent' ? first.thread : undefined;
  expect(JSON.stringify(kept)).not.toContain(old.routingKey);
  expect(await notifierOf(old).deliver([acknowledged], kept, patience())).toEqual({ outcome: 'sent' });
  const moved = await notifierOf(now).deliver([acknowledged], kept, patience());
  expect(now.events.map((event) => event['event_action'])).toEqual(['trigger', 'acknowledge']);
  const thread = moved.outcome === 'sent' ? moved.thread : undefined;
  await notifierOf(now).deliver([acknowledged], thread, patience());
  expect(now.events).toHaveLength(3);
  await notifierOf(now).deliver([sampleNotification({}, { status: 'resolved' })], kept, patience());
  expect(now.incidents).toMatchObject([{ status: 'resolved' }]);
});

test('what a notice says to be over is over there', async () => {
  const pagerDuty = await started(new FakePagerDuty());
  const notifier = notifierOf(pagerDuty);
  const fails = somePlainNotification({ key: 'delivery/slack/fails/1', title: 'slack does not work' });
  const works = { ...fails, key: 'delivery/slack/works/1', title: 'slack works again', ends: fails.key };
  for (const notice of [fails, works]) await notifier.deliver([notice], undefined, patience());
  expect(pagerDuty.incidents).toMatchObject([{ status: 'resolved', severity: 'warning', events: 2 }]);
});

test('whatever it tells of, PagerDuty takes it', async () => {
  const pagerDuty = await started(new FakePagerDuty());
  const notifier = notifierOf(pagerDuty);
  await fc.assert(
    fc.asyncProperty(anyNotification, async (notification) => {
      expect(await notifier.deliver([notification], undefined, patience())).toMatchObject({ outcome: 'sent' });
      expect(pagerDuty.requests.at(-1)?.body).not.toMatch(/\\ud[89a-f][0-9a-f]{2}|\\u0000/u);
    }),
    { numRuns: 30 },
  );
});

test('says what is wrong, without the key', async () => {
  const pagerDuty = await started(new FakePagerDuty());
  const key = 'b'.repeat(32);
  const refused = await notifierOf(pagerDuty, key).deliver([sampleNotification()], undefined, patience());
  expect(refused).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining("'routing_key' is invalid") as string,
  });
  expect(JSON.stringify(refused)).not.toContain(key);
  await pagerDuty.switchTo('throttling');
  expect(await notifierOf(pagerDuty).deliver([sampleNotification()], undefined, patience())).toEqual({
    outcome: 'failed',
    reason: 'PagerDuty asks for patience',
    isThrottled: true,
    retryAfterMs: 1_000,
  });
});
