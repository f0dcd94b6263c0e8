import { describe, expect, it } from 'vitest';
import { Desk, wall } from '../decide/decide.testing.ts';
import type { MappedAlert } from './mapped-document.ts';
import { reportAlerts } from './report-alerts.ts';
import type { FiringAlert } from './report-alerts.ts';

const NOW = '2026-01-01T00:10:00.000Z';
const [FIRST, SECOND, THIRD] = ['2026-01-01T00:01:00.000Z', '2026-01-01T00:02:00.000Z', '2026-01-01T00:03:00.000Z'];

function said(changes: Partial<MappedAlert> = {}): MappedAlert {
  const labels = { alertname: 'DeployFailed', severity: 'warning', origin: 'intake', intake: 'ci' };
  return { fingerprint: 'ci:7', isFiring: true, startsAt: null, endsAt: null, labels, annotations: {}, ...changes };
}

const OVER = said({ isFiring: false });

function since(startsAt: string, changes: Partial<FiringAlert> = {}): FiringAlert {
  const { fingerprint, labels, annotations } = said();
  return { fingerprint, startsAt, labels, annotations, ...changes };
}

/** What documents come to, each as what it tells of which beginning and end. */
function told(firing: readonly FiringAlert[], ...documents: readonly (readonly MappedAlert[])[]) {
  return reportAlerts(documents, firing, NOW).map((reports) =>
    reports.map(({ status, startsAt, endsAt }) => [status, startsAt, endsAt]),
  );
}

describe('an alert that documents tell of', () => {
  it('began when it was told where it says no beginning, and goes on since then', () => {
    expect(told([], [said()])).toEqual([[['firing', NOW, null]]]);
    expect(told([since(FIRST)], [said()])).toEqual([[['firing', FIRST, null]]]);
  });

  it('is the same where every document says another beginning, and its end ends all of it', () => {
    const firing = [since(FIRST), since(SECOND)];
    expect(told(firing, [said({ startsAt: THIRD })])).toEqual([[['firing', SECOND, null]]]);
    expect(told(firing, [{ ...OVER, startsAt: THIRD }])).toEqual([
      [
        ['resolved', FIRST, NOW],
        ['resolved', SECOND, NOW],
      ],
    ]);
  });

  it('ends nothing that began after the end it is told late', () => {
    const late = { ...OVER, startsAt: FIRST, endsAt: SECOND };
    expect(told([since(THIRD)], [late])).toEqual([[['resolved', FIRST, SECOND]]]);
  });

  it('is nothing where its end is told alone, without a beginning', () => {
    expect(told([], [OVER])).toEqual([[]]);
  });

  it('is over where the same document begins and ends it, or one after the other does', () => {
    const both = [
      ['firing', NOW, null],
      ['resolved', NOW, NOW],
    ];
    expect(told([], [said(), OVER])).toEqual([both]);
    expect(told([], [said()], [OVER]).flat()).toEqual(both);
    expect(told([], [OVER, said()])).toEqual([[['firing', NOW, null]]]);
    expect(told([since(FIRST)], [OVER], [said()]).flat()).toEqual([
      ['resolved', FIRST, NOW],
      ['firing', NOW, null],
    ]);
  });

  it('is another one where it begins again in the same millisecond', () => {
    const [reports] = told([], [said(), OVER, said()]);
    expect(reports).toEqual([
      ['firing', NOW, null],
      ['resolved', NOW, NOW],
      ['firing', '2026-01-01T00:10:00.001Z', null],
    ]);
  });

  it('is ended by what says no end only where it fires then', () => {
    const ends = reportAlerts([[OVER], [{ ...OVER, endsAt: SECOND }]], [since(FIRST)], NOW);
    expect(ends.map(([report]) => report?.ifFiring)).toEqual([true, undefined]);
  });
});

describe('an alert that changes while it fires', () => {
  const LABELS = { ...said().labels, service: 'web' };
  const [warning, critical] = ['warning', 'critical'].map((severity) => said({ labels: { ...LABELS, severity } })) as [
    MappedAlert,
    MappedAlert,
  ];
  const drill = said({ labels: { ...LABELS, severity: 'critical', drill: 'friday' } });

  /** Each at its second, and again right after it. */
  function posted(...documents: readonly (readonly [second: number, ...alerts: readonly MappedAlert[]])[]): Desk {
    const desk = new Desk();
    for (const [second, ...alerts] of documents.flatMap((document) => [document, document])) {
      const firing = [...desk.alerts.values()].filter(({ endsAt }) => endsAt === null);
      desk.take(second * 1_000, ...reportAlerts([alerts], firing, wall(second * 1_000)).flat());
    }
    return desk;
  }

  const episodes = (desk: Desk) =>
    [...desk.alerts.values()].map(({ startsAt, endsAt, labels }) => [labels['severity'], startsAt, endsAt]);

  it('is another one by a worse severity: the same incident, which pages now', () => {
    const desk = posted([0, warning], [60, critical]);
    expect(desk.told).toEqual([
      '#1 triggered email',
      '#1 severity email',
      '#1 triggered slack',
      '#1 triggered pagerduty',
    ]);
    expect(desk.incident(1)).toMatchObject({ status: 'triggered', firingCount: 1, alertCount: 2, reopenings: 0 });
    expect(episodes(desk)).toEqual([
      ['warning', wall(0), wall(60_000)],
      ['critical', wall(60_000), null],
    ]);
  });

  it('is another one by a lesser severity, of an incident that stays as severe', () => {
    const desk = posted([0, critical], [60, warning], [120, { ...warning, isFiring: false }]);
    expect(episodes(desk)).toEqual([
      ['critical', wall(0), wall(60_000)],
      ['warning', wall(60_000), wall(120_000)],
    ]);
    expect(desk.incident(1)).toMatchObject({ status: 'resolved', severity: 2 });
  });

  it('is of a real incident once it is said to be no drill any more, and the drill is over', () => {
    const desk = posted([0, drill], [60, critical]);
    expect(desk.incident(1)).toMatchObject({ drill: 'friday', status: 'resolved' });
    expect(desk.incident(2)).toMatchObject({ drill: null, status: 'triggered' });
    expect(desk.told).toContain('#2 triggered pagerduty');
  });

  it('began anew when it says so, where that is later, and else when it was told', () => {
    const at = (ms: number, alert: MappedAlert) => ({ ...alert, startsAt: wall(ms) });
    expect(episodes(posted([1, at(0, warning)], [60, at(50_000, critical)]))[1]).toEqual([
      'critical',
      wall(50_000),
      null,
    ]);
    expect(episodes(posted([1, at(0, warning)], [60, at(0, critical)]))[1]).toEqual(['critical', wall(60_000), null]);
    expect(episodes(posted([1, warning], [60, at(90_000, critical)]))[1]).toEqual(['critical', wall(60_000), null]);
  });

  it('is over with all that it was where its end is told', () => {
    const over = { ...warning, isFiring: false };
    expect(posted([0, warning], [60, critical], [90, over]).incident(1).status).toBe('resolved');
  });

  it('is the worst that one document says of it, whatever the order, and no other when that is posted again', () => {
    const orders = [
      [drill, warning, critical],
      [critical, warning, drill],
    ];
    for (const order of orders)
      expect(episodes(posted([0, ...order], [60, ...order]))).toEqual([['critical', wall(0), null]]);
    const begunAgain = [critical, { ...warning, isFiring: false }, warning];
    expect(
      told([], begunAgain)
        .flat()
        .map(([status]) => status),
    ).toEqual(['firing', 'resolved', 'firing']);
  });
});
