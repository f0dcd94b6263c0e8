import { blockFindings, isWellFormed, readBlocks, readMrkdwn, shownText } from '@nines/testkit/slack-blocks';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  anyIncidentNotification,
  COSTLY,
  longestNotification,
  anyNotifications,
  sampleNotification,
  samplePlain,
} from '../testing/sample-notification.ts';
import { MOST_LINES, renderSlack, renderSlackReply } from './render-slack.ts';

const OURS = /^https?:\/\/[^\s|<>"]+$/u;

test('whatever it tells of, Slack takes it, and nothing in it calls anybody or leads anywhere but where it should', () => {
  fc.assert(
    fc.property(anyNotifications, fc.boolean(), (notifications, hasButtons) => {
      const { text, blocks } = renderSlack(notifications, hasButtons ? 'shop' : undefined);
      expect(blockFindings(blocks)).toEqual([]);
      expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(9_000);
      expect(readBlocks(blocks).mentions).toEqual([]);
      for (const link of readBlocks(blocks).links) expect(link).toMatch(OURS);
      expect(isWellFormed(text) && text.length > 0 && text.length <= 300).toBe(true);
      expect(readMrkdwn(text, true)).toEqual({ mentions: [], links: [] });
    }),
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
    const { blocks } = renderSlack(told, 'shop');
    expect(blockFindings(blocks)).toEqual([]);
    expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(9_000);
  }
});

test('names each of as many as it may be given', () => {
  const numbers = Array.from({ length: MOST_LINES }, (_, index) => 101 + index);
  const { blocks } = renderSlack(
    numbers.map((number) => sampleNotification({}, { number })),
    'shop',
  );
  for (const number of numbers) expect(shownText(blocks)).toContain(`#${number}`);
});

test('a reply is short and harmless whatever it tells of', () => {
  fc.assert(
    fc.property(anyIncidentNotification, (notification) => {
      const text = renderSlackReply(notification);
      expect(isWellFormed(text) && text.length > 0 && text.length <= 300).toBe(true);
      expect(readMrkdwn(text, true)).toEqual({ mentions: [], links: [] });
    }),
    { numRuns: 100 },
  );
});

test('says what is worth reading at night', () => {
  const { text, blocks } = renderSlack([sampleNotification()], 'shop');
  expect(text).toBe('🔴 SEV1 · #12 postgres is down: Triggered: severity 1');
  expect(shownText(blocks)).toBe(
    [
      '🔴 SEV1 · #12 postgres is down',
      'No instance of postgres has been ready for 1 s.',
      '*Status*\nnot acknowledged',
      '*Severity*\n1',
      '*Since*\n2026-11-29 19:20:00 UTC (3 min 5 s)',
      '*Cause*\npostgres (ServiceDown)',
      '*Affected*\npostgres, api, portal',
      '*Owners*\nteam-data, team-web',
      '*Alerts*\n3 alerts, 3 firing',
      '<https://example.com/runbooks/service-down|Runbook>',
      '<http://127.0.0.1:3000/d/service?var=postgres&from=now-1h|Dashboard>',
      'Acknowledge',
      'Mitigated',
      'Resolve',
    ].join('\n'),
  );
});

test('says after the end how long it lasted and what it cost, and offers nothing more', () => {
  const impact = {
    failedRequests: 1_204,
    totalRequests: 80_000,
    minutes: 4.5,
    budgets: [{ service: 'api', slo: 'availability', spentRatio: 0.12 }],
  };
  const { blocks } = renderSlack(
    [
      sampleNotification(
        { reason: 'resolved', by: null },
        { status: 'resolved', resolvedAt: '2026-11-29T19:24:30.000Z', resolvedBy: 'nines', firingCount: 0, impact },
      ),
    ],
    'shop',
  );
  const shown = shownText(blocks);
  expect(shown).toContain('✅ SEV1 · #12 postgres is down');
  expect(shown).toContain('2026-11-29 19:20:00 UTC (4 min 30 s)');
  expect(shown).toContain('down for 4.5 min; 1,204 of 80,000 requests failed; 12% of the budget of api/availability');
  expect(blocks.some((block) => block['type'] === 'actions')).toBe(false);
});

test('a drill says so first, and once more', () => {
  const { text, blocks } = renderSlack([sampleNotification({}, { drill: 'game day' })], undefined);
  expect(text).toContain('DRILL');
  expect(shownText(blocks)).toContain('This is a drill (game day): nothing real is wrong.');
});

test('several are one message with a line each, of each incident the last word', () => {
  const { blocks } = renderSlack(
    [
      sampleNotification(),
      sampleNotification({ reason: 'acknowledged', by: 'Ada' }, { status: 'acknowledged' }),
      sampleNotification({}, { number: 13, severity: 3, title: 'api burns its budget' }),
      samplePlain({ title: 'Telegram does not work', text: 'chat not found' }),
    ],
    'shop',
  );
  expect(shownText(blocks)).toBe(
    [
      '2 incidents, 1 notice',
      '👀 SEV1 · #12 postgres is down\nAcknowledged by Ada',
      '🟠 SEV3 · #13 api burns its budget\nTriggered: severity 3',
      'Telegram does not work\nchat not found',
    ].join('\n'),
  );
});
