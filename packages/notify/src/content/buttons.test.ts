import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleIncident } from '../testing/sample-notification.ts';
import { buttonsOf, decodeButton, encodeButton, isOf, isStale, PRESS_ACTIONS } from './buttons.ts';

test('what a button says is read as it was meant, and fits into 64 bytes', () => {
  const button = fc.record({
    action: fc.constantFrom(...PRESS_ACTIONS),
    incident: fc.integer({ min: 1, max: 999_999_999_999_999 }),
    reopenings: fc.nat(999_999_999),
    identity: fc.option(fc.stringMatching(/^[a-z0-9]{10}$/)),
  });
  fc.assert(
    fc.property(button, (one) => {
      expect(decodeButton(encodeButton(one))).toEqual(one);
      expect(encodeButton(one).length).toBeLessThanOrEqual(64);
    }),
  );
});

test('offers what leads somewhere', () => {
  const actions = (parts: Parameters<typeof sampleIncident>[0]) =>
    buttonsOf(sampleIncident(parts), 'shop').map(({ action }) => action);
  expect(actions({})).toEqual(['acknowledge', 'mitigate', 'resolve']);
  expect(actions({ status: 'acknowledged' })).toEqual(['mitigate', 'resolve']);
  expect(actions({ status: 'mitigated' })).toEqual(['resolve']);
  expect(actions({ status: 'resolved' })).toEqual([]);
  expect(actions({ mergedInto: 3 })).toEqual([]);
});

test('a button of before an incident came back says nothing of now', () => {
  const button = { action: 'resolve', incident: 12, reopenings: 0, identity: null } as const;
  expect(isStale(button, sampleIncident())).toBe(false);
  expect(isStale(button, sampleIncident({ status: 'acknowledged' }))).toBe(false);
  expect(isStale(button, sampleIncident({ reopenings: 1 }))).toBe(true);
  expect(isStale(button, sampleIncident({ mergedInto: 3 }))).toBe(true);
});

test('a button is of one incident of one platform, however that changes, and of no other with its number', () => {
  const openedAt = '2026-11-29T19:20:01.500Z';
  const incident = sampleIncident({ openedAt });
  const [button] = buttonsOf(incident, 'shop').map(encodeButton).map(decodeButton);
  if (button === undefined) throw new Error('there is no button');
  const changed = { startedAt: openedAt, detectedAt: openedAt, status: 'resolved', reopenings: 2, version: 9 } as const;
  expect(isOf(button, sampleIncident({ openedAt, ...changed }), 'shop')).toBe(true);
  expect(isOf(button, incident, 'staging')).toBe(false);
  expect(isOf(button, sampleIncident({ openedAt: '2026-12-01T08:00:00.000Z' }), 'shop')).toBe(false);
  expect(isOf(button, sampleIncident(), 'shop')).toBe(false);
  expect(isOf({ ...button, identity: null }, incident, 'shop')).toBe(false);
});
