import type { AlertList } from '@nines/api';
import type { ServiceStatus } from '@nines/kernel';
import { expect, test } from 'vitest';
import { alertDoubts } from './alert-doubts.ts';

const WATCHDOG: AlertList['data'][number] = {
  ...{ state: 'firing', labels: { alertname: 'Watchdog', severity: 'none' }, annotations: {} },
  ...{ startsAt: '2026-01-01T00:00:00.000Z', silencedBy: [], inhibitedBy: [] },
};

function doubts(
  missing: AlertList['missing'],
  installed: readonly string[],
  data: AlertList['data'] = [WATCHDOG],
): readonly string[] {
  const system = installed.map((name): ServiceStatus => ({
    ...{ name, kind: 'service', url: null, desired: 1, ready: 1, instances: [] },
  }));
  return alertDoubts({ data, pagination: { next: null }, missing }, system);
}

const BOTH = ['nines-prometheus', 'nines-alertmanager'];

test('a list of which everybody knows everything has no doubts', () => {
  expect(doubts([], BOTH)).toEqual([]);
});

test('rules that were not evaluated yet have no alerts that could be known', () => {
  expect(doubts([], BOTH, [])).toEqual(['Prometheus has not evaluated its rules yet: their alerts are not known']);
});

test('who is away and who is not installed are told apart, each once', () => {
  expect(doubts(['prometheus', 'alertmanager'], BOTH, [])).toEqual([
    expect.stringMatching(/^Prometheus does not answer/),
    expect.stringMatching(/^Alertmanager does not answer/),
  ]);
  expect(doubts(['prometheus', 'alertmanager'], [], [])).toEqual([
    expect.stringMatching(/^Prometheus is not installed/),
    expect.stringMatching(/^Alertmanager is not installed/),
  ]);
});
