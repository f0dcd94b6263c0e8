import { expect, it } from 'vitest';
import { isOccasion } from './occasions.ts';

it('workloads of Nines itself are looked at whenever their instances come and go, services are not', () => {
  const occasions = ['instance.ready', 'instance.stopped'].map((type) => isOccasion({ type, subject: 'mesh-1' }));
  expect(occasions).toEqual([true, true]);
  expect(isOccasion({ type: 'service.rolled', subject: 'nines-prometheus' })).toBe(true);
  expect(isOccasion({ type: 'instance.ready', subject: 'meshy-1' })).toBe(false);
});
