import type { MuteTime } from '@nines/catalog';
import { describe, expect, it } from 'vitest';
import { isMuted } from './muted.ts';

const NIGHTS: MuteTime = {
  ...{ name: 'nights', timezone: 'Europe/Berlin', days: ['friday', 'saturday'], from: '22:00', to: '06:00' },
  severities: ['warning'],
};
const WARNING = { alertname: 'Slow', severity: 'warning', owner: 'web' };

const isMutedAt = (at: string, time: Partial<MuteTime> = {}, labels = WARNING): boolean =>
  isMuted(labels, [{ ...NIGHTS, ...time }], Date.parse(at));

describe('a mute time', () => {
  // 6 November 2026 is a Friday; Berlin is an hour ahead.
  it.each([
    ['2026-11-06T20:59:59Z', false],
    ['2026-11-06T21:00:00Z', true],
    ['2026-11-06T23:30:00Z', true],
    ['2026-11-07T04:59:59Z', true],
    ['2026-11-07T05:00:00Z', false],
    ['2026-11-08T04:59:59Z', true],
    ['2026-11-08T21:30:00Z', false],
    ['2026-11-06T03:00:00Z', false],
  ])('goes on over midnight, in its own time zone: %s %s', (at, expected) => {
    expect(isMutedAt(at)).toBe(expected);
  });

  it.each([
    ['2026-11-06T22:59:59Z', '24:00', true],
    ['2026-11-06T23:00:00Z', '24:00', false],
    ['2026-11-06T22:59:59Z', '00:00', true],
    ['2026-11-06T23:00:00Z', '00:00', false],
    ['2026-11-07T22:30:00Z', '23:00', false],
  ])('ends on its own day otherwise: %s until %s %s', (at, to, expected) => {
    expect(isMutedAt(at, { to })).toBe(expected);
  });

  it('is for some severities, and for some owners where it names them', () => {
    const at = '2026-11-06T21:00:00Z';
    expect(isMutedAt(at, {}, { ...WARNING, severity: 'critical' })).toBe(false);
    expect(isMutedAt(at, {}, { ...WARNING, severity: '' })).toBe(false);
    expect(isMutedAt(at, { owners: ['web'] })).toBe(true);
    expect(isMutedAt(at, { owners: ['db'] })).toBe(false);
    expect(isMuted(WARNING, [], Date.parse(at))).toBe(false);
  });
});
