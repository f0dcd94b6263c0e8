import type { ListedAlert } from '@nines/api';
import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { alertTable } from './alert-list.ts';

const colors = createColors(false);
const NOW = Date.parse('2026-01-01T00:01:00.000Z');

function alert(alertname: string, severity: string): ListedAlert {
  const labels = { alertname, severity, service: 'api', instance: 'api-0' };
  const annotations = { summary: `this is ${alertname}` };
  const startsAt = '2026-01-01T00:00:00.000Z';
  return { labels, annotations, state: 'firing', startsAt, silencedBy: [], inhibitedBy: [] };
}

test('what fires in health too is no alert to people', () => {
  expect(alertTable([alert('Watchdog', 'none'), alert('Recovering', 'none')], colors, NOW)).toBeUndefined();
});

test('what is wrong is told with what it is about, for how long, and in words', () => {
  const table = alertTable([alert('TargetDown', 'critical'), alert('Watchdog', 'none')], colors, NOW);
  expect(table?.split('\n').map((line) => line.trim().split(/  +/))).toEqual([
    ['state', 'severity', 'alert', 'about', 'since', 'summary'],
    ['firing', 'critical', 'TargetDown', 'api-0', '1 min 0 s', 'this is TargetDown'],
  ]);
});

test('what is pending did not happen yet', () => {
  const pending: ListedAlert = { ...alert('TargetDown', 'critical'), state: 'pending' };
  expect(alertTable([pending], colors, NOW)).toContain('if it lasts: this is TargetDown');
});
