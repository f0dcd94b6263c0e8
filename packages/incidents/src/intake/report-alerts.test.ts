import { describe, expect, it } from 'vitest';
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
