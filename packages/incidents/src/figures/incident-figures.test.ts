import type { Incident } from '@nines/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Figures } from './figures.ts';
import { anIncident } from './incident.testing.ts';
import { incidentFigures } from './incident-figures.ts';

const HOUR = 3_600_000;
const FROM = Date.parse('2026-11-10T00:00:00Z');
const DAY = { fromMs: FROM, toMs: FROM + 24 * HOUR, nowMs: FROM + 30 * HOUR };

function overall(incidents: readonly Incident[], period = DAY): Figures {
  return incidentFigures(incidents, period).real.overall.period;
}

const at = (ms: number): string => new Date(FROM + ms).toISOString();

describe('figures of one period', () => {
  it('are the means of the incidents that began in it', () => {
    const slow = anIncident({ number: 2, detectedAt: '2026-11-10T09:02:01.000Z', acknowledgedAt: null, severity: 2 });
    expect(overall([anIncident(), slow])).toEqual({
      incidents: 2,
      bySeverity: { 1: 1, 2: 1, 3: 0 },
      open: 0,
      began: 2,
      mttdMs: 61_000,
      mttaMs: 30_000,
      unacknowledged: 1,
      downtimeMs: 240_000,
      mttrMs: 120_000,
      longest: { number: 1, downtimeMs: 120_000 },
      detection: { judged: 2, kept: 1, keptRatio: 0.5 },
      restoration: { judged: 2, kept: 2, keptRatio: 1 },
      tickets: 0,
    });
  });

  it('are not known where nothing happened', () => {
    const { mttdMs, mttaMs, mttrMs, longest, detection, downtimeMs } = overall([]);
    const nothing = { mttdMs: null, mttaMs: null, mttrMs: null, longest: null };
    expect({ mttdMs, mttaMs, mttrMs, longest }).toEqual(nothing);
    expect(detection).toEqual({ judged: 0, kept: 0, keptRatio: null });
    expect(downtimeMs).toBe(0);
  });

  it('count of one that began before only the time in the period, and not its detection', () => {
    const before = anIncident({
      startedAt: at(-HOUR),
      detectedAt: at(-HOUR),
      resolvedAt: at(HOUR),
      disturbances: [{ from: at(-HOUR), to: at(HOUR) }],
    });
    expect(overall([before])).toMatchObject({ incidents: 1, began: 0, downtimeMs: HOUR, mttdMs: null });
  });

  it('count an open one with its time so far, within the period', () => {
    const open = { startedAt: at(0), detectedAt: at(0), resolvedAt: null, disturbances: [{ from: at(0), to: null }] };
    const later = { ...DAY, nowMs: FROM + 2 * HOUR };
    expect(overall([anIncident(open)], later)).toMatchObject({ open: 1, downtimeMs: 2 * HOUR });
    expect(overall([anIncident(open)])).toMatchObject({ open: 1, downtimeMs: 24 * HOUR });
  });

  it('do not judge the restoration of what may still be in time', () => {
    const open = anIncident({ startedAt: at(0), resolvedAt: null, disturbances: [{ from: at(0), to: null }] });
    const judged = (sinceMs: number): unknown => overall([open], { ...DAY, nowMs: FROM + sinceMs }).restoration;
    expect(judged(300_000)).toMatchObject({ judged: 0 });
    expect(judged(300_001)).toMatchObject({ judged: 1, kept: 0 });
  });

  it('count one that only a person took for so severe from its beginning until it was mitigated, or else over', () => {
    const raised = anIncident({
      severityBy: 'person',
      severity: 2,
      disturbances: [],
      startedAt: at(0),
      resolvedAt: at(HOUR),
    });
    expect(overall([raised])).toMatchObject({ downtimeMs: HOUR, mttrMs: HOUR, restoration: { judged: 1, kept: 0 } });
    const mitigated = { ...raised, mitigatedAt: at(60_000) };
    expect(overall([mitigated])).toMatchObject({ mttrMs: 60_000, restoration: { judged: 1, kept: 1 } });
    const open = { ...raised, resolvedAt: null, status: 'triggered' } as const;
    expect(overall([open], { ...DAY, nowMs: FROM + 60_000 })).toMatchObject({
      mttrMs: 60_000,
      restoration: { judged: 0 },
    });
    expect(overall([{ ...raised, severity: 4 }])).toMatchObject({ downtimeMs: 0, tickets: 1 });
  });

  it('leave out what was quiet in a disturbance that several became, evenly', () => {
    const disturbances = [{ from: at(-HOUR), to: at(HOUR), quietSeconds: 1_800 }];
    const incident = anIncident({ startedAt: at(-HOUR), resolvedAt: at(HOUR), disturbances });
    expect(overall([incident]).downtimeMs).toBe(0.75 * HOUR);
    const open = { ...incident, resolvedAt: null, disturbances: [{ from: at(0), to: null, quietSeconds: 60 }] };
    expect(overall([open], { ...DAY, nowMs: FROM + HOUR }).downtimeMs).toBe(HOUR - 60_000);
  });

  it('count overlapping disturbances once', () => {
    const twice = { from: at(0), to: at(HOUR) };
    const incident = anIncident({
      startedAt: at(0),
      disturbances: [twice, twice, { from: at(HOUR / 2), to: at(2 * HOUR) }],
    });
    expect(overall([incident]).downtimeMs).toBe(2 * HOUR);
  });

  it('leave out what was merged, and count tickets and drills apart', () => {
    const all = [
      anIncident({ number: 1, mergedInto: 2 }),
      anIncident({ number: 3, severity: 4 }),
      anIncident({ number: 4, drill: 'kill-postgres' }),
    ];
    const { real, drills } = incidentFigures(all, DAY);
    expect(real.overall.period).toMatchObject({ incidents: 0, tickets: 1, downtimeMs: 0 });
    expect(drills.overall.period).toMatchObject({ incidents: 1, tickets: 0, downtimeMs: 120_000 });
    expect(drills.groups.map(({ name }) => name)).toEqual(['postgres']);
  });
});

describe('groups', () => {
  it('are of the root and of the team that owns it', () => {
    const names = (by: 'service' | 'team'): readonly string[] =>
      incidentFigures(
        [anIncident(), anIncident({ number: 2, root: null, services: [], owners: [] })],
        DAY,
        by,
      ).real.groups.map(({ name }) => name);
    expect(names('service')).toEqual(['none', 'postgres']);
    expect(names('team')).toEqual(['none', 'team-data']);
  });
});

describe('the trend', () => {
  it('compares with the period before, which is as long', () => {
    const yesterday = anIncident({
      startedAt: at(-20 * HOUR),
      detectedAt: at(-20 * HOUR),
      acknowledgedAt: null,
      resolvedAt: at(-19 * HOUR),
      disturbances: [{ from: at(-20 * HOUR), to: at(-19 * HOUR) }],
    });
    const { before, trend } = incidentFigures([anIncident({ number: 2 }), yesterday], DAY).real.overall;
    expect(before).toMatchObject({ incidents: 1, downtimeMs: HOUR });
    expect(trend).toMatchObject({ incidents: 0, downtimeMs: 120_000 - HOUR, mttdMs: 1_000, mttaMs: null });
  });
});

const moments = fc.integer({ min: -30 * HOUR, max: 30 * HOUR });
const anyIncident = fc
  .record({
    number: fc.integer({ min: 1, max: 1_000_000 }),
    times: fc.array(moments, { minLength: 4, maxLength: 4 }),
    isOpen: fc.boolean(),
    severity: fc.constantFrom<Incident['severity']>(1, 2, 3, 4),
    service: fc.constantFrom('api', 'portal', 'postgres', null),
    drill: fc.constantFrom(null, null, 'game day'),
    mergedInto: fc.constantFrom(null, null, 7),
  })
  .map(({ number, times, isOpen, severity, service, drill, mergedInto }): Incident => {
    const [start = 0, ...rest] = times.toSorted((one, other) => one - other).map(at);
    const [detected = '', acknowledged = '', end = ''] = rest;
    return anIncident({
      ...{ number, drill, mergedInto, severity },
      root: service === null ? null : { service, alertname: 'ServiceDown' },
      services: service === null ? [] : [service],
      startedAt: String(start),
      detectedAt: detected,
      acknowledgedAt: acknowledged,
      resolvedAt: isOpen ? null : end,
      disturbances: [{ from: String(start), to: isOpen ? null : end }],
    });
  });
const anyIncidents = fc.uniqueArray(anyIncident, { maxLength: 12, selector: ({ number }) => number });

describe('whatever happened', () => {
  it('groups sum up to what is overall', () => {
    const sums = (
      figures: readonly Figures[],
      key: 'incidents' | 'began' | 'downtimeMs' | 'tickets' | 'open',
    ): number => figures.reduce((sum, each) => sum + each[key], 0);
    fc.assert(
      fc.property(anyIncidents, (incidents) => {
        const { real, drills } = incidentFigures(incidents, DAY);
        for (const { overall: all, groups } of [real, drills]) {
          for (const key of ['incidents', 'began', 'downtimeMs', 'tickets', 'open'] as const) {
            expect(
              sums(
                groups.map(({ period }) => period),
                key,
              ),
            ).toBe(all.period[key]);
          }
        }
      }),
    );
  });

  it('the order of incidents does not matter', () => {
    fc.assert(
      fc.property(anyIncidents, (incidents) => {
        expect(incidentFigures(incidents.toReversed(), DAY)).toEqual(incidentFigures(incidents, DAY));
      }),
    );
  });

  it('nothing is negative, and no share is above one', () => {
    fc.assert(
      fc.property(anyIncidents, (incidents) => {
        const { real, drills } = incidentFigures(incidents, DAY);
        for (const { overall: all } of [real, drills]) {
          const { period } = all;
          const figures = [
            period.mttdMs ?? 0,
            period.mttaMs ?? 0,
            period.mttrMs ?? 0,
            period.downtimeMs,
            period.unacknowledged,
          ];
          expect(Math.min(...figures)).toBeGreaterThanOrEqual(0);
          expect(period.detection.keptRatio ?? 0).toBeLessThanOrEqual(1);
          expect(period.downtimeMs).toBeLessThanOrEqual(period.incidents * (DAY.toMs - DAY.fromMs));
        }
      }),
    );
  });

  it('the downtime of two halves is that of the whole', () => {
    fc.assert(
      fc.property(anyIncidents, fc.integer({ min: 1, max: 24 * HOUR - 1 }), (incidents, cut) => {
        const first = overall(incidents, { ...DAY, toMs: FROM + cut });
        const second = overall(incidents, { ...DAY, fromMs: FROM + cut });
        const whole = overall(incidents);
        expect(first.downtimeMs + second.downtimeMs).toBe(whole.downtimeMs);
        expect(first.began + second.began).toBe(whole.began);
      }),
    );
  });
});
