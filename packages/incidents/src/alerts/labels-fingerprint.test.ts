import { expect, it } from 'vitest';
import { labelsFingerprint } from './labels-fingerprint.ts';

it('is the hash of names and values in order of the names', () => {
  const labels = { service: 'web', alertname: 'SlowAnswers', severity: 'warning', origin: 'rule' };
  expect(labelsFingerprint(labels)).toBe('3c5a6f71aee5bfe0');
  expect(labelsFingerprint({ ...labels, service: 'db' })).not.toBe('3c5a6f71aee5bfe0');
  expect(labelsFingerprint({ alertname: 'Größe', service: 'db' })).toBe('bb4acdf7d6f89dd0');
});

it('knows no empty labels, and has sixteen digits of nothing too', () => {
  expect(labelsFingerprint({})).toBe('cbf29ce484222325');
  expect(labelsFingerprint({ drill: '' })).toBe('cbf29ce484222325');
});
