import type { OutboxMessage, TakenAlert } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { anIncident } from '../figures/incident.testing.ts';
import { WHY_STEPS } from './finding.ts';
import { whyTold } from './why-told.ts';
import type { WhySources } from './why-told.ts';

const AT = '2026-01-01T00:00:00.000Z';
const LABELS = { alertname: 'ServiceDown', service: 'db', severity: 'critical' };
const TAKEN: TakenAlert = {
  fingerprint: 'f',
  startsAt: AT,
  endsAt: null,
  labels: LABELS,
  annotations: {},
  receivedAt: AT,
  incident: 7,
};
const INCIDENT = anIncident({ number: 7, title: 'db is down', root: { service: 'db', alertname: 'ServiceDown' } });
const HELD = { startsAt: AT, silencedBy: [], inhibitedBy: [], inhibitors: new Map<string, string>() };

const ALL: WhySources = {
  labels: LABELS,
  raised: { by: 'detector', state: 'firing', since: AT },
  held: HELD,
  silences: [],
  taken: [TAKEN],
  incident: INCIDENT,
  channels: [
    { channel: 'slack', isTold: true, text: 'route 1 leads there' },
    { channel: 'email', isTold: false, text: 'route 2 does not apply: it is for drills, and this is real' },
  ],
  messages: [message('slack', 'sent')],
};

function message(channel: string, state: OutboxMessage['state']): OutboxMessage {
  return {
    id: 1,
    channel,
    incident: 7,
    notification: { kind: 'plain', key: 'k', title: 'triggered', text: '', at: AT },
    state,
    attempts: 3,
    decidedAt: AT,
    dueAt: AT,
    sentAt: state === 'sent' ? AT : null,
    failure: state === 'sent' || state === 'superseded' ? null : 'channel_not_found',
    bundle: null,
  };
}

function told(changes: Partial<WhySources>): readonly string[] {
  return whyTold({ ...ALL, ...changes }).map((finding) => `${finding.step} ${finding.told}`);
}

function text(changes: Partial<WhySources>, step: string): string {
  const found = whyTold({ ...ALL, ...changes }).filter((each) => each.step === step);
  return found.map((each) => each.text).join(' ');
}

describe('why an alert was told', () => {
  it('is said from the rule to the channel, in order', () => {
    expect(told({})).toEqual([
      'rule yes',
      'alertmanager yes',
      'intake yes',
      'incident yes',
      'routing yes',
      'routing no',
      'delivery yes',
    ]);
    const steps = whyTold(ALL).map(({ step }) => WHY_STEPS.indexOf(step));
    expect(steps).toEqual(steps.toSorted((one, other) => one - other));
  });

  it('says who silences it, until when and why', () => {
    const silence = {
      id: 's',
      state: 'active',
      by: 'ada',
      comment: 'moving it',
      matchers: [],
      startsAt: AT,
      endsAt: AT,
    } as const;
    const changes = {
      held: { ...HELD, silencedBy: ['s'] },
      silences: [silence],
      taken: [],
      incident: undefined,
      messages: [],
    };
    expect(told(changes)).toEqual(['rule yes', 'alertmanager no', 'intake no']);
    expect(text(changes, 'alertmanager')).toBe(`It is silenced until ${AT} by ada: moving it.`);
  });

  it('says that a silence holds back what came by an intake, and that it did until it was over', () => {
    const taken = { ...TAKEN, fingerprint: 'ci:7', annotations: { held_back: 'silence' }, incident: null };
    const changes = { raised: undefined, incident: undefined, messages: [] };
    const held = { ...HELD, silencedBy: ['s'] };
    expect(told({ ...changes, held, taken: [taken] })).toEqual(['rule unknown', 'alertmanager no', 'intake no']);
    const over = { ...taken, endsAt: AT };
    expect(text({ ...changes, held: 'apart', taken: [over] }, 'intake')).toBe(
      `A silence held it back when it came, firing since ${AT}, and it was over at ${AT}, before that ended.`,
    );
    expect(told({ held: 'apart' }).slice(1, 3)).toEqual(['alertmanager yes', 'intake yes']);
  });

  it('says what it follows from', () => {
    const held = { ...HELD, inhibitedBy: ['g'], inhibitors: new Map([['g', 'ServiceDown of disk']]) };
    expect(text({ held }, 'alertmanager')).toBe('It is inhibited: ServiceDown of disk says what this follows from.');
  });

  it('says that a rule waits', () => {
    const raised = { by: 'rule', state: 'pending', since: AT } as const;
    expect(told({ raised, held: 'nothing', taken: [], incident: undefined })).toEqual([
      'rule no',
      'alertmanager no',
      'intake no',
      'delivery yes',
    ]);
  });

  it('says who does not answer, instead of guessing', () => {
    expect(told({ raised: undefined, held: undefined, taken: undefined, incident: undefined, messages: [] })).toEqual([
      'rule unknown',
      'alertmanager unknown',
      'intake unknown',
    ]);
  });

  it('says what no incident is made of', () => {
    const labels = { ...LABELS, severity: 'info' };
    const changes = { labels, taken: [{ ...TAKEN, labels, incident: null }], incident: undefined, messages: [] };
    expect(text(changes, 'incident')).toContain('only critical and warning count');
  });

  it.each([
    ['pending', 'unknown'],
    ['sending', 'unknown'],
    ['bundled', 'yes'],
    ['superseded', 'yes'],
    ['refused', 'no'],
    ['given-up', 'no'],
  ] as const)('says of a message that is %s: %s', (state, answer) => {
    expect(told({ messages: [message('slack', state)] }).at(-1)).toBe(`delivery ${answer}`);
  });

  it('says that what was never sent was not told', () => {
    const dropped = { ...message('slack', 'superseded'), failure: 'there is no such channel any more' };
    expect(told({ messages: [dropped] }).at(-1)).toBe('delivery no');
    expect(text({ messages: [dropped] }, 'delivery')).toBe(
      'slack: "triggered" was not sent: there is no such channel any more.',
    );
  });

  it('says why a channel was not told', () => {
    expect(text({ messages: [message('slack', 'refused')] }, 'delivery')).toBe(
      'slack: "triggered" was refused, after 3 attempts: channel_not_found.',
    );
    expect(text({ channels: [] }, 'routing')).toContain('No channel is set up');
    expect(told({ incident: anIncident({ isOfPlatform: true }), messages: [] }).at(-1)).toBe('routing yes');
  });
});
