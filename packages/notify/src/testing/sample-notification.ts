/** Notifications for tests: one as usual, and any that could ever be. */
import type { Incident, IncidentNotification, Notification, PlainNotification } from '@nines/kernel';
import { INCIDENT_STATUSES, TELLING_REASONS } from '@nines/kernel';
import fc from 'fast-check';

export function sampleIncident(parts: Partial<Incident> = {}): Incident {
  return {
    number: 12,
    title: 'postgres is down',
    status: 'triggered',
    severity: 1,
    severityBy: 'rule',
    drill: null,
    root: { service: 'postgres', alertname: 'ServiceDown' },
    services: ['postgres', 'api', 'portal'],
    owners: ['team-data', 'team-web'],
    startedAt: '2026-11-29T19:20:00.000Z',
    detectedAt: '2026-11-29T19:20:01.500Z',
    acknowledgedAt: null,
    acknowledgedBy: null,
    mitigatedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    isOfPlatform: false,
    reopenings: 0,
    disturbances: [{ from: '2026-11-29T19:20:00.000Z', to: null }],
    alertCount: 3,
    firingCount: 3,
    roles: {},
    tasks: [],
    links: [],
    mergedInto: null,
    told: [],
    groupedBy: 'rule',
    isKeptOpen: false,
    impact: null,
    version: 1,
    ...parts,
  };
}

export function sampleNotification(
  parts: Partial<Omit<IncidentNotification, 'kind' | 'incident'>> = {},
  incident: Partial<Incident> = {},
): IncidentNotification {
  return {
    kind: 'incident',
    key: '12:triggered:slack',
    reason: 'triggered',
    incident: sampleIncident(incident),
    summary: 'No instance of postgres has been ready for 1 s.',
    runbookUrl: 'https://example.com/runbooks/service-down',
    dashboardUrl: 'http://127.0.0.1:3000/d/service?var=postgres&from=now-1h',
    by: null,
    at: '2026-11-29T19:23:05.000Z',
    ...parts,
  };
}

export function samplePlain(parts: Partial<PlainNotification> = {}): PlainNotification {
  const text = 'This is a test of Nines.';
  return { kind: 'plain', key: 'test:1', title: 'Test', text, at: '2026-11-29T19:23:05.000Z', ...parts };
}

/** Everything that an incident can have, each as long as it gets, of one character. */
export function longestNotification(character: string): IncidentNotification {
  const text = character.repeat(5_000);
  const url = `https://example.com/?${character.repeat(370)}`;
  const budget = { service: text, slo: text, spentRatio: 1_234.5 };
  const impact = { failedRequests: 1e12, totalRequests: 1e12, minutes: 1e9 + 0.5, budgets: [budget, budget, budget] };
  const many = Array.from({ length: 20 }, () => text);
  const links = many.map(() => ({ title: text, url }));
  return sampleNotification(
    { summary: text, by: text, reason: 'acknowledged', runbookUrl: url, dashboardUrl: url },
    {
      number: 999_999_999,
      title: text,
      drill: text,
      severityBy: 'person',
      status: 'acknowledged',
      acknowledgedAt: '2026-11-29T19:22:00.000Z',
      acknowledgedBy: text,
      root: { service: text, alertname: text },
      services: many,
      owners: many,
      roles: { commander: text },
      links,
      impact,
      reopenings: 999_999,
      alertCount: 1e9,
      firingCount: 1e9,
    },
  );
}

/** Each of these is counted, escaped or defused in a way of its own. */
export const COSTLY = ['a', '"', '\\', '&', '<', '@', '.', '#', '/', 'é', '😀', '\uD800', '\n'];

const HOSTILE = [
  '<!channel> <!here|x> <!everyone> <@U1> <#C1> <!subteam^S1>',
  '@channel @here @everyone @somebody_real',
  '<https://evil.example|click> https://evil.example www.evil.example evil.com t.me/evil',
  '[click](https://evil.example) <a href="https://evil.example">x</a> <script>alert(1)</script>',
  '&lt;!channel&gt; &amp;lt;b&amp;gt; &#60;b&#62; &unknown; & && &',
  '*bold* _it_ ~no~ `code` ```block``` > quote :fire: /start #tag $CASH',
  'Subject: x\r\nBcc: evil@example.com\r\n\r\nbody',
  '\0\u0001\u001B[31mred\u007F\u0085\u2028\u2029',
  '\u202Egnihtyna\u202C \u2066x\u2069 مرحبا שלום',
  '👨‍👩‍👧‍👦🏳️‍🌈🧪'.repeat(50),
  'Z̷̡̨͚̮͖̦̙̞͎͔͉̠̖ͅ'.repeat(40),
  '\uD800',
  '\uDC00 tail',
  `${'x'.repeat(19_999)}😀`,
  '"\\'.repeat(3_000),
  '<&>'.repeat(3_000),
  '\n'.repeat(5_000),
  '</pre></b></a><b>',
  'a'.repeat(1_000_000),
  '😀'.repeat(500_000),
  '',
  ' ',
];

/** Text as whoever means harm would write it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 300 }).map((units) => String.fromCharCode(...units)),
  fc
    .tuple(fc.constantFrom(...HOSTILE.slice(0, 12)), fc.nat(2_500), fc.constantFrom(...HOSTILE.slice(0, 12)))
    .map(([before, length, after]) => `${before}${'é'.repeat(length)}${after}`),
);

const moment = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const url = fc.option(
  fc.oneof(
    fc.webUrl(),
    hostileText,
    hostileText.map((text) => `https://example.com/${text.slice(0, 500)}`),
    fc.constantFrom(
      'javascript:alert(1)',
      'https://user:pass@example.com/',
      'https://e.com/a|b>c<d"e\'f g',
      'ftp://x/',
    ),
  ),
);
const count = fc.nat(2_000_000);
const few = fc.array(hostileText, { maxLength: 12 });

const anyIncident: fc.Arbitrary<Incident> = fc
  .record({
    number: fc.integer({ min: 1, max: 999_999_999 }),
    title: hostileText,
    status: fc.constantFrom(...INCIDENT_STATUSES),
    severity: fc.constantFrom(1, 2, 3, 4),
    severityBy: fc.constantFrom('rule', 'person'),
    drill: fc.option(hostileText),
    root: fc.option(fc.record({ service: hostileText, alertname: hostileText })),
    services: few,
    owners: few,
    startedAt: moment,
    detectedAt: moment,
    acknowledgedAt: fc.option(moment),
    acknowledgedBy: fc.option(hostileText),
    resolvedAt: fc.option(moment),
    resolvedBy: fc.option(hostileText),
    reopenings: fc.nat(1_000_000),
    alertCount: count,
    firingCount: count,
    roles: fc.record({ commander: hostileText }, { requiredKeys: [] }),
    links: fc.array(fc.record({ title: hostileText, url: url.map((text) => text ?? '') }), { maxLength: 8 }),
    mergedInto: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { freq: 4 }),
    impact: fc.option(
      fc.record({
        failedRequests: fc.option(count),
        totalRequests: fc.option(count),
        minutes: fc.double({ min: 0, max: 1e6, noNaN: true }),
        budgets: fc.array(
          fc.record({
            service: hostileText,
            slo: hostileText,
            spentRatio: fc.double({ min: 0, max: 1e6, noNaN: true }),
          }),
          { maxLength: 5 },
        ),
      }),
    ),
  })
  .map((parts) => sampleIncident(parts));

export const anyIncidentNotification: fc.Arbitrary<IncidentNotification> = fc
  .record({
    key: fc.string({ minLength: 1, maxLength: 300, unit: 'binary' }),
    reason: fc.constantFrom(...TELLING_REASONS),
    incident: anyIncident,
    summary: hostileText,
    runbookUrl: url,
    dashboardUrl: url,
    by: fc.option(hostileText),
    at: moment,
  })
  .map((parts) => ({ kind: 'incident', ...parts }));

const anyPlain: fc.Arbitrary<PlainNotification> = fc
  .record({ key: fc.string({ minLength: 1 }), title: hostileText, text: hostileText, at: moment })
  .map((parts) => ({ kind: 'plain', ...parts }));

export const anyNotification: fc.Arbitrary<Notification> = fc.oneof(
  { weight: 3, arbitrary: anyIncidentNotification },
  { weight: 1, arbitrary: anyPlain },
);

/** What may become one message: mostly one, sometimes dozens. */
export const anyNotifications: fc.Arbitrary<readonly Notification[]> = fc.oneof(
  { weight: 4, arbitrary: anyNotification.map((one) => [one]) },
  { weight: 1, arbitrary: fc.array(anyNotification, { minLength: 1, maxLength: 60 }) },
);
