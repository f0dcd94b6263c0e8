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
