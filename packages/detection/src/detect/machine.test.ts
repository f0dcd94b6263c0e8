import { describe, expect, it } from 'vitest';
import { statusOf, wall, Watcher } from './detection.testing.ts';

const GIB = 2 ** 30;
const DAY_MS = 86_400_000;

function severities(watcher: Watcher): readonly (string | undefined)[] {
  return watcher.alerts.map(({ labels }) => labels['severity']);
}

describe('a disk', () => {
  const disk = (watcher: Watcher, ms: number, freeBytes: number, totalBytes: number): Watcher =>
    watcher.measured(ms, { kind: 'disk', path: '/data', freeBytes, totalBytes });

  it.each([
    { total: 100 * GIB, warning: 10 * GIB, critical: 3 * GIB },
    { total: 4_096 * GIB, warning: 20 * GIB, critical: 5 * GIB },
    { total: 2 * GIB, warning: 0.5 * GIB, critical: 0.2 * GIB },
  ])('of $total bytes warns below $warning and pages below $critical', ({ total, warning, critical }) => {
    const watcher = new Watcher({});
    expect(disk(watcher, 1, warning, total).names).toEqual([]);
    expect(severities(disk(watcher, 2, warning - 1, total))).toEqual(['warning']);
    expect(severities(disk(watcher, 3, critical - 1, total))).toEqual(['warning', 'critical']);
    expect(watcher.alerts[0]?.startsAt).toBe(wall(2));
  });

  it('has to be a tenth above the threshold to be well again', () => {
    const watcher = disk(new Watcher({}), 1, 9.9 * GIB, 100 * GIB);
    expect(disk(watcher, 2, 10.9 * GIB, 100 * GIB).names).toEqual(['DiskNearlyFull nines-server /data']);
    expect(disk(watcher, 3, 11 * GIB, 100 * GIB).names).toEqual([]);
  });
});

describe('a certificate', () => {
  it('is told of by its life: 14 days and 3 days before its end, or a fifth and a twentieth where it is short', () => {
    const watcher = new Watcher({}, 2, ['shop']);
    const left = (ms: number, lifeDays: number, daysLeft: number): readonly (string | undefined)[] => {
      const notAfterMs = Date.parse(wall(ms)) + daysLeft * DAY_MS;
      const notBeforeMs = notAfterMs - lifeDays * DAY_MS;
      return severities(watcher.measured(ms, { kind: 'certificate', host: 'shop', notBeforeMs, notAfterMs }));
    };
    expect(left(1, 90, 14)).toEqual([]);
    expect(left(2, 90, 13.9)).toEqual(['warning']);
    expect(left(3, 90, 2.9)).toEqual(['warning', 'critical']);
    expect(left(4, 90, 60)).toEqual([]);
    expect(left(5, 10, 2.1)).toEqual([]);
    expect(left(6, 10, 1.9)).toEqual(['warning']);
  });

  it('of a host that left the catalog is nobody’s business', () => {
    const watcher = new Watcher({}, 2, ['shop']);
    const notAfterMs = Date.parse(wall(DAY_MS));
    watcher.measured(1, { kind: 'certificate', host: 'shop', notBeforeMs: notAfterMs - 90 * DAY_MS, notAfterMs });
    expect(watcher.names).toContain('CertificateExpiring mesh');
    expect(watcher.catalog(2, {}, ['shop']).names).toContain('CertificateExpiring mesh');
    expect(watcher.catalog(3, {}, []).names).toEqual([]);
  });
});

describe('the wall clock', () => {
  const at = (watcher: Watcher, ms: number, wallMs: number): readonly string[] =>
    watcher.measured(ms, { kind: 'clock', wallMs }).names;

  it('that is corrected slowly is right', () => {
    const watcher = new Watcher({});
    for (let ms = 0; ms < 100_000; ms += 5_000) expect(at(watcher, ms, 1_000_000 + ms * 1.05)).toEqual([]);
  });

  it('that jumps is told of until it is back, or for ten minutes', () => {
    const watcher = new Watcher({});
    expect(at(watcher, 0, 1_000_000)).toEqual([]);
    expect(at(watcher, 5_000, 1_065_000)).toEqual(['ClockWrong nines-server']);
    expect(watcher.alerts[0]?.annotations['summary']).toBe('The wall clock went 1 min 0 s ahead, 0 ms ago');
    expect(at(watcher, 10_000, 1_010_000)).toEqual([]);
    expect(at(watcher, 15_000, 900_000)).toEqual(['ClockWrong nines-server']);
    expect(at(watcher, 614_999, 1_499_999)).toEqual(['ClockWrong nines-server']);
    expect(at(watcher, 615_000, 1_500_000)).toEqual([]);
  });
});

describe('monitoring', () => {
  it('is told of after five seconds without a ready instance', () => {
    const watcher = new Watcher({}).status(0, statusOf({ 'nines-prometheus': ['ready'] }, 'ready'));
    watcher.crash(1_000, 'nines-prometheus-0').tick(5_999);
    expect(watcher.names).toEqual([]);
    watcher.tick(6_000);
    expect(watcher.names).toEqual(['MonitoringDown nines-prometheus']);
    expect(watcher.alerts[0]?.labels).toMatchObject({ scope: 'platform', severity: 'critical', owner: 'nines' });
    expect(watcher.ready(7_000, 'nines-prometheus-0').names).toEqual([]);
  });

  it('is told of where it runs and does not answer for ten seconds; so is the supervisor', () => {
    const watcher = new Watcher({});
    const silent = { kind: 'reachability', part: 'supervisor', reachable: false, reason: 'no answer' } as const;
    watcher.measured(1_000, silent).measured(6_000, silent);
    expect(watcher.names).toEqual([]);
    expect(watcher.measured(11_000, silent).names).toEqual(['MonitoringDown supervisor']);
    expect(watcher.measured(12_000, { ...silent, reachable: true }).names).toEqual([]);
  });

  it('warns where only an exporter is missing, and leaves the server to others', () => {
    const states = { 'nines-node-exporter': ['ready'], 'nines-server': ['ready'], mesh: ['ready'] } as const;
    const watcher = new Watcher({}).status(0, statusOf(states, 'ready'));
    for (const name of Object.keys(states)) watcher.crash(1_000, `${name}-0`);
    expect(watcher.tick(10_000).names).toEqual(['MonitoringDown nines-node-exporter', 'ServiceDown mesh']);
    expect(severities(watcher)).toEqual(['critical', 'warning']);
  });
});
