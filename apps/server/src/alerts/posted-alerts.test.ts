import type { Alert } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { NOTHING_POSTED, postable, replaceAlerts } from './posted-alerts.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

function alert(service: string, startsAt = iso(0)): Alert {
  return { labels: { alertname: 'ServiceDown', service }, annotations: {}, startsAt };
}

describe('alerts that are posted', () => {
  it('hold for half a minute from each post', () => {
    const { posted, changed } = replaceAlerts(NOTHING_POSTED, [alert('db')], 1_000);
    expect(changed).toBe(true);
    expect(postable(posted, 2_000)).toEqual([{ ...alert('db'), endsAt: iso(32_000) }]);
    expect(replaceAlerts(posted, [{ ...alert('db'), annotations: { summary: 'other words' } }], 3_000).changed).toBe(
      false,
    );
  });

  it('are said to be over, for five minutes, with the time when that was', () => {
    const first = replaceAlerts(NOTHING_POSTED, [alert('db')], 1_000);
    const { posted, changed } = replaceAlerts(first.posted, [], 5_000);
    expect(changed).toBe(true);
    expect(postable(posted, 9_000)).toEqual([{ ...alert('db'), endsAt: iso(5_000) }]);
    const later = replaceAlerts(posted, [], 304_999);
    expect(postable(later.posted, 304_999)).toHaveLength(1);
    expect(postable(replaceAlerts(later.posted, [], 305_000).posted, 305_000)).toEqual([]);
  });

  it('that begin again are active only', () => {
    const first = replaceAlerts(NOTHING_POSTED, [alert('db')], 1_000);
    const over = replaceAlerts(first.posted, [], 5_000);
    const { posted, changed } = replaceAlerts(over.posted, [alert('db', iso(6_000))], 7_000);
    expect(changed).toBe(true);
    expect(postable(posted, 8_000)).toEqual([{ ...alert('db', iso(6_000)), endsAt: iso(38_000) }]);
  });
});

describe('alerts while the wall clock is set back', () => {
  const HOUR_MS = 3_600_000;

  it('begin and end in order, never after now', () => {
    const first = replaceAlerts(NOTHING_POSTED, [alert('db', iso(2 * HOUR_MS))], 2 * HOUR_MS);
    const back = replaceAlerts(first.posted, [alert('db', iso(2 * HOUR_MS))], HOUR_MS);
    expect(back.changed).toBe(false);
    expect(postable(back.posted, HOUR_MS)).toEqual([{ ...alert('db', iso(HOUR_MS)), endsAt: iso(HOUR_MS + 30_000) }]);
    const later = replaceAlerts(back.posted, [alert('db', iso(2 * HOUR_MS))], HOUR_MS + 60_000);
    expect(later.changed).toBe(false);
    const over = replaceAlerts(later.posted, [], HOUR_MS + 61_000);
    expect(postable(over.posted, HOUR_MS + 61_000)).toEqual([
      { ...alert('db', iso(HOUR_MS)), endsAt: iso(HOUR_MS + 61_000) },
    ]);
  });

  it('that are over stay over, for five minutes from then', () => {
    const first = replaceAlerts(NOTHING_POSTED, [alert('db', iso(HOUR_MS))], HOUR_MS);
    const over = replaceAlerts(first.posted, [], HOUR_MS + 1_000);
    expect(postable(over.posted, 5_000)).toEqual([{ ...alert('db', iso(5_000)), endsAt: iso(5_000) }]);
    const back = replaceAlerts(over.posted, [], 5_000);
    expect(postable(replaceAlerts(back.posted, [], 305_000).posted, 305_000)).toEqual([]);
  });
});
