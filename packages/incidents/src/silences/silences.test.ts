import { describe, expect, it } from 'vitest';
import { acknowledgedBySilences, shownAcknowledgements } from './silences.ts';
import type { HeldSilence, NewSilence, OpenIncident } from './silences.ts';

const DAY_MS = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

function open(status: OpenIncident['incident']['status'], number = 7): OpenIncident {
  const acknowledgedBy = status === 'triggered' ? null : 'ada';
  const labels = { alertname: 'ServiceDown', service: 'db', severity: 'critical' };
  return { incident: { number, status, acknowledgedBy, drill: null }, firing: [{ fingerprint: 'f', labels }] };
}

function kept({ durationSeconds, ...silence }: NewSilence, more: Partial<HeldSilence> = {}): HeldSilence {
  const times = { startsAt: iso(0), endsAt: iso(durationSeconds * 1_000) };
  return { id: 'shown', state: 'active', ...times, ...silence, ...more };
}

function shown(incidents: readonly OpenIncident[], silences: readonly HeldSilence[] = [], nowMs = 0) {
  return shownAcknowledgements(incidents, silences, nowMs);
}

function only(incident: OpenIncident): NewSilence {
  const [silence] = shown([incident]).create;
  if (silence === undefined) throw new Error('nothing is shown');
  return silence;
}

describe('an acknowledgement in Alertmanager', () => {
  it('is a silence that covers nothing, in the name of the person', () => {
    expect(only(open('acknowledged'))).toMatchObject({ by: 'ada', comment: 'acknowledged in Nines: incident 7' });
    expect(only(open('mitigated')).matchers.map(({ name, value }) => [name, value])).toEqual([
      ['alertname', 'ServiceDown'],
      ['service', 'db'],
      ['acknowledged_incident', '7'],
    ]);
  });

  it('is made once, and made anew before it ends', () => {
    const incident = open('acknowledged');
    const silence = kept(only(incident));
    expect(shown([incident], [silence])).toEqual({ create: [], expire: [] });
    const { create, expire } = shown([incident], [silence], 6.5 * DAY_MS);
    expect([create.length, expire]).toEqual([1, ['shown']]);
  });

  it('ends with the incident, and where it was taken back or somebody else takes over', () => {
    const silence = kept(only(open('acknowledged')));
    expect(shown([], [silence])).toEqual({ create: [], expire: ['shown'] });
    expect(shown([open('triggered')], [silence])).toEqual({ create: [], expire: ['shown'] });
    const other = { ...open('acknowledged'), incident: { ...open('acknowledged').incident, acknowledgedBy: 'grace' } };
    expect(shown([other], [silence])).toMatchObject({ create: [{ by: 'grace' }], expire: ['shown'] });
    expect(shown([], [{ ...silence, state: 'expired' }])).toEqual({ create: [], expire: [] });
  });

  it('leaves silences of others alone', () => {
    const other = kept({ by: 'ada', comment: 'ACK', matchers: [], durationSeconds: 60 });
    expect(shown([], [other])).toEqual({ create: [], expire: [] });
  });
});

describe('a silence', () => {
  const silence = kept({ by: 'grace', comment: 'ACK looking into it', matchers: [], durationSeconds: 60 });
  const covers = new Map([['f', ['shown']]]);

  it('that begins with ACK acknowledges what it covers, for whoever made it', () => {
    expect(acknowledgedBySilences([open('triggered')], [silence], covers)).toEqual([
      { silence: 'shown', incident: 7, by: 'grace', at: iso(0) },
    ]);
  });

  it.each([
    ['says something else', { comment: 'acknowledged in Nines: incident 7' }, covers],
    ['has not begun', { state: 'pending' }, covers],
    ['is over', { state: 'expired' }, covers],
    ['covers something else', {}, new Map([['g', ['shown']]])],
  ] as const)('that %s does not', (_why, more, covered) => {
    expect(acknowledgedBySilences([open('triggered')], [{ ...silence, ...more }], covered)).toEqual([]);
  });

  it('does nothing about what somebody deals with already', () => {
    expect(acknowledgedBySilences([open('acknowledged'), open('mitigated')], [silence], covers)).toEqual([]);
  });
});
