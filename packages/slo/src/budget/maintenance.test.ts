import { describe, expect, it } from 'vitest';
import { maintenanceOf } from './maintenance.ts';

describe('maintenance of a service', () => {
  it('is what concerns all, or it by name', () => {
    const [from, to] = ['2026-12-01T02:00:00.000Z', '2026-12-01T02:05:00.000Z'];
    const times = [
      { name: 'network', from, to },
      { name: 'disks', from, to, services: ['db'] },
    ];
    const interval = { startMs: Date.parse(from), endMs: Date.parse(to) };
    expect(maintenanceOf(times, 'db')).toEqual([interval, interval]);
    expect(maintenanceOf(times, 'portal')).toEqual([interval]);
  });
});
