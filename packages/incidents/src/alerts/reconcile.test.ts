import type { TakenAlert } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { alertKey } from './alert-key.ts';
import { believed } from './believed.ts';
import { NO_DOUBTS, reconcile } from './reconcile.ts';
import type { Doubts, Held } from './reconcile.ts';
import { reportOf } from './reported-alert.ts';
import type { ReportedAlert } from './reported-alert.ts';
import type { Verdict } from './verdicts.ts';

const STARTS_AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:01:00.000Z';
const WALL_MS = Date.parse('2026-01-01T10:00:00.000Z');

function report(status: ReportedAlert['status'], startsAt = STARTS_AT, origin = 'detector'): ReportedAlert {
  const labels = { alertname: 'ServiceDown', service: 'db', origin };
  return { fingerprint: 'abc', status, startsAt, endsAt: status === 'firing' ? null : LATER, labels, annotations: {} };
}

function taken(startsAt = STARTS_AT, origin = 'detector'): TakenAlert {
  const { fingerprint, labels, annotations } = report('firing', startsAt, origin);
  return { fingerprint, startsAt, endsAt: null, labels, annotations, receivedAt: startsAt, incident: 1 };
}

describe('what Alertmanager tells', () => {
  it.each([
    ['over', true],
    ['another', true],
    ['unheard', true],
    ['active', false],
    ['unknown', false],
  ] as const)('of an end is believed by the verdict "%s": %s', (verdict, isBelieved) => {
    expect(believed([report('resolved')], [taken()], () => verdict)).toHaveLength(isBelieved ? 1 : 0);
  });

  it('that an alert fires is always believed', () => {
    expect(believed([report('firing')], [], () => 'over')).toEqual([report('firing')]);
  });

  it('instead of an earlier one ends that, where nobody claims it', () => {
    const later = report('firing', LATER, 'rule');
    const told = believed([later], [taken(STARTS_AT, 'rule')], () => 'another');
    expect(told.map(({ status, startsAt, endsAt }) => [status, startsAt, endsAt])).toEqual([
      ['resolved', STARTS_AT, LATER],
      ['firing', LATER, null],
    ]);
    expect(believed([later], [taken(STARTS_AT, 'rule')], () => 'active')).toEqual([later]);
    expect(believed([later], [taken(LATER, 'rule')], () => 'over')).toEqual([later]);
  });

  it('of an end ends what was raised again before it as well, but nothing that began later', () => {
    const [again, after] = [taken('2026-01-01T00:00:30.000Z', 'x'), taken('2026-01-01T00:01:00.001Z', 'x')];
    const told = believed([report('resolved', STARTS_AT, 'x')], [again, after], () => 'unheard');
    expect(told.map(({ status, startsAt, endsAt }) => [status, startsAt, endsAt])).toEqual([
      ['resolved', STARTS_AT, LATER],
      ['resolved', again.startsAt, LATER],
    ]);
  });

  it('never ends what it does not show', () => {
    const shown = { ...report('resolved'), fingerprint: 'shown' };
    const ends = believed([shown], [{ ...taken(), fingerprint: 'shown' }, taken()], () => 'over');
    expect(ends.map(({ fingerprint }) => fingerprint)).toEqual(['shown']);
  });
});

describe('moments of Alertmanager', () => {
  const TOLD = { fingerprint: 'abc', labels: {}, annotations: {}, endsAt: '0001-01-01T00:00:00Z' };

  it('are normalised', () => {
    expect(reportOf({ ...TOLD, status: 'firing', startsAt: '2026-01-01T01:00:00.123456789+01:00' })).toMatchObject({
      startsAt: '2026-01-01T00:00:00.123Z',
      endsAt: null,
    });
  });

  it('that are none are not taken', () => {
    expect(reportOf({ ...TOLD, status: 'firing', startsAt: 'yesterday' })).toBeUndefined();
    expect(reportOf({ ...TOLD, status: 'firing', startsAt: '0001-01-01T00:00:00Z' })).toBeUndefined();
    expect(reportOf({ ...TOLD, status: 'resolved', startsAt: STARTS_AT })?.endsAt).toBe(STARTS_AT);
  });
});

/** Asks at these moments, ms; what is over at the last one. */
function overAfter(
  moments: readonly (readonly [ms: number, verdict: Verdict])[],
  { origin = 'detector', held }: { readonly origin?: string; readonly held?: Held } = {},
): readonly ReportedAlert[] {
  let doubts: Doubts = NO_DOUBTS;
  let over: readonly ReportedAlert[] = [];
  for (const [ms, verdict] of moments) {
    const asked = { verdictOf: () => verdict, held, nowMs: WALL_MS + ms, monotonicMs: ms };
    ({ doubts, over } = reconcile(doubts, [taken(STARTS_AT, origin)], asked));
  }
  return over;
}

describe('an alert that nobody claims', () => {
  it('is over after ten seconds where a detector raised it, since it was claimed last', () => {
    expect(
      overAfter([
        [1_000, 'over'],
        [10_999, 'over'],
      ]),
    ).toEqual([]);
    expect(
      overAfter([
        [1_000, 'over'],
        [11_000, 'over'],
      ]),
    ).toMatchObject([{ status: 'resolved', startsAt: STARTS_AT, endsAt: new Date(WALL_MS + 1_000).toISOString() }]);
  });

  it('is given longer where a rule did, which a Prometheus that was just started has not evaluated', () => {
    const origin = 'rule';
    expect(
      overAfter(
        [
          [0, 'over'],
          [59_999, 'over'],
        ],
        { origin },
      ),
    ).toEqual([]);
    expect(
      overAfter(
        [
          [0, 'over'],
          [60_000, 'active'],
          [61_000, 'over'],
        ],
        { origin },
      ),
    ).toEqual([]);
    expect(
      overAfter(
        [
          [61_000, 'over'],
          [121_000, 'over'],
        ],
        { origin },
      ),
    ).toHaveLength(1);
  });

  it.each(['another', 'unknown', 'active', 'unheard'] as const)('goes on by the verdict "%s"', (verdict) => {
    expect(
      overAfter(
        [
          [0, verdict],
          [600_000, verdict],
        ],
        { origin: 'rule' },
      ),
    ).toEqual([]);
  });

  it('of others is over when Alertmanager lets it go, unless it was just started', () => {
    const moments = [
      [0, 'unheard'],
      [60_000, 'unheard'],
    ] as const;
    const keys = new Set<string>();
    const origin = 'somebody';
    expect(overAfter(moments, { origin, held: { keys, upMs: 360_000 } })).toHaveLength(1);
    expect(overAfter(moments, { origin, held: { keys, upMs: 359_999 } })).toEqual([]);
    const held = new Set([alertKey(taken(STARTS_AT, origin).labels)]);
    expect(overAfter(moments, { origin, held: { keys: held, upMs: 1e9 } })).toEqual([]);
    expect(overAfter(moments, { origin })).toEqual([]);
  });

  it('that did not come by way of Alertmanager goes on until its source says otherwise', () => {
    const alert = { ...taken(), fingerprint: 'ci:42', labels: {} };
    const asked = { verdictOf: () => 'unheard' as const, held: { keys: new Set<string>(), upMs: 1e9 }, nowMs: WALL_MS };
    const { doubts } = reconcile(NO_DOUBTS, [alert], { ...asked, monotonicMs: 0 });
    expect(reconcile(doubts, [alert], { ...asked, monotonicMs: 1e9 }).over).toEqual([]);
  });
});
