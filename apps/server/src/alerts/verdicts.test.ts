import { expect, it } from 'vitest';
import type { OpenAlert } from './alert-ledger.ts';
import { verdicts } from './verdicts.ts';
import type { VerdictSources } from './verdicts.ts';

const LABELS = { alertname: 'LatencyHigh', service: 'web', origin: 'rule' };
const ALERT: OpenAlert = {
  fingerprint: 'abc',
  startsAt: '2026-01-01T00:01:00.000Z',
  labels: LABELS,
  annotations: {},
};

function rule(state: 'pending' | 'firing', activeAt: string): VerdictSources['rules'] {
  return [{ state, labels: LABELS, annotations: {}, activeAt }];
}

it.each([
  ['cannot be asked', undefined, 'unknown'],
  ['does not hold', [], 'over'],
  ['has held since before', rule('firing', '2026-01-01T00:00:00Z'), 'active'],
  ['is being looked at anew by a Prometheus that remembers', rule('pending', '2026-01-01T00:00:00Z'), 'active'],
  ['waits once more', rule('pending', '2026-01-01T00:02:00Z'), 'over'],
  ['fires since later', rule('firing', '2026-01-01T00:02:00Z'), 'another'],
] as const)('the rule of an alert %s', (_how, rules, verdict) => {
  expect(verdicts({ isDetected: undefined, rules })(ALERT)).toBe(verdict);
});
