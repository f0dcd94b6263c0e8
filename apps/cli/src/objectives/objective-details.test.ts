import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { objectiveDetails } from './objective-details.ts';
import { objectiveTable } from './objective-table.ts';
import { DETAILS } from './objective.testing.ts';

const colors = createColors(false);
const NOW = Date.parse('2026-11-29T12:00:00.000Z');

describe('objectives for people', () => {
  it('are a line each, with the fastest burn and what it leads to', () => {
    const [, line] = objectiveTable([DETAILS], colors, NOW)?.split('\n') ?? [];
    expect(line?.split(/ {2,}/)).toEqual([
      'portal/errors',
      '99.9% of 30d',
      'at-risk',
      '99.9502%',
      '50.2%',
      '20.0x in 5m',
      'in 2 h 30 min',
      'releases',
    ]);
  });

  it('say what is not known', () => {
    const unknown = { ...DETAILS, status: null, since: null, state: null, frozen: [] };
    expect(objectiveTable([unknown], colors, NOW)?.split('\n')[1]?.split(/ {2,}/).slice(2)).toEqual(Array(6).fill('-'));
    expect(objectiveDetails(unknown, colors)).toContain('its past is not known yet');
    expect(objectiveTable([], colors, NOW)).toBeUndefined();
  });

  it('show all there is of one', () => {
    const text = objectiveDetails(DETAILS, colors);
    expect(text).toContain('portal/errors promises 99.9% of 30d, by events\nVisitors get answers');
    expect(text).toContain('status  at-risk, since 2026-11-29T11:00:00.000Z\nfrozen  releases');
    expect(text).toMatch(/^attained +99\.9502% \(480 of 964,800 events were bad\)$/m);
    expect(text).toMatch(/^budget spent +49\.8% \(965 bad ones are allowed so far\)$/m);
    expect(text).toMatch(/^not measured +3 min 0 s$/m);
    expect(text).toMatch(/^5m +2\.00% +20\.00x +2026-11-29T14:30:00\.000Z$/m);
    expect(text).toMatch(/^6h\/30m +critical .* not told/m);
  });

  it('show days as the calendar of the promise has them', () => {
    const berlin = { ...DETAILS, period: { kind: 'calendar', unit: 'month', timezone: 'Europe/Berlin' } } as const;
    expect(objectiveDetails(berlin, colors)).toMatch(/^2026-11-28 +100% +75\.0% +█{15}░{5}$/m);
    expect(objectiveDetails(berlin, colors)).toMatch(/^2026-11-29 +- +- +nothing is known$/m);
    expect(objectiveDetails(DETAILS, colors)).toMatch(/^2026-11-27 +100%/m);
  });
});
