import { expect, test } from 'vitest';
import { troubleFilter } from './follow-troubles.ts';

function wanted(...types: readonly string[]): readonly string[] {
  return types.filter(troubleFilter());
}

test('what goes well is not told', () => {
  expect(wanted('instance.started', 'instance.crashed', 'instance.recovered')).toEqual(['instance.crashed']);
});

test('that services go down is no trouble while the platform is stopped as ordered', () => {
  expect(wanted('service.down', 'platform.stopping', 'service.down', 'instance.stuck', 'platform.stopped')).toEqual([
    'service.down',
    'platform.stopping',
    'instance.stuck',
    'platform.stopped',
  ]);
  expect(wanted('platform.stopping', 'platform.stopped', 'service.down')).toContain('service.down');
});
