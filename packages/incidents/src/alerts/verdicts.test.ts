import { expect, it } from 'vitest';
import { verdicts } from './verdicts.ts';
import type { AskedAlert, VerdictSources } from './verdicts.ts';

const LABELS = { alertname: 'LatencyHigh', service: 'web', origin: 'rule' };
const ALERT: AskedAlert = { fingerprint: 'abc', startsAt: '2026-01-01T00:01:00.000Z', labels: LABELS };
const NOBODY: VerdictSources = { isDetected: undefined, rules: undefined, intakes: undefined };

function rule(state: 'pending' | 'firing', activeAt: string): VerdictSources['rules'] {
  return [{ state, labels: LABELS, activeAt }];
}

it.each([
  ['cannot be asked', undefined, 'unknown'],
  ['does not hold', [], 'over'],
  ['has held since before', rule('firing', '2026-01-01T00:00:00Z'), 'active'],
  ['is being looked at anew by a Prometheus that remembers', rule('pending', '2026-01-01T00:00:00Z'), 'active'],
  ['waits once more', rule('pending', '2026-01-01T00:02:00Z'), 'over'],
  ['fires since later', rule('firing', '2026-01-01T00:02:00Z'), 'another'],
] as const)('the rule of an alert %s', (_how, rules, verdict) => {
  expect(verdicts({ ...NOBODY, rules })(ALERT)).toBe(verdict);
});

it.each([
  ['do not know', undefined, 'unknown'],
  ['claim exactly this alert', true, 'active'],
  ['do not claim it', false, 'over'],
] as const)('detectors %s', (_how, claim, verdict) => {
  const isDetected = claim === undefined ? undefined : (): boolean => claim;
  expect(verdicts({ ...NOBODY, isDetected })({ ...ALERT, labels: { origin: 'detector' } })).toBe(verdict);
});

it('nobody can be asked for what others raised', () => {
  expect(verdicts({ isDetected: () => true, rules: [], intakes: [] })({ ...ALERT, labels: {} })).toBe('unheard');
});

it.each([
  ['is not known', undefined, 'unknown'],
  ['is in nines.yaml', ['cd', 'ci'], 'unheard'],
  ['is there no more', ['cd'], 'over'],
] as const)('the intake of an alert %s', (_how, intakes, verdict) => {
  const alert = { ...ALERT, fingerprint: 'ci:7:1', labels: { origin: 'intake' } };
  expect(verdicts({ ...NOBODY, intakes })(alert)).toBe(verdict);
});
