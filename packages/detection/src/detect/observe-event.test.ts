import { expect, test } from 'vitest';
import { newDetection } from './detect.ts';
import { observeEvent } from './observe-event.ts';

const afterIds = (...ids: readonly string[]) =>
  ids.reduce(
    (state, id, index) =>
      observeEvent(state, {
        ...{ id, type: 'instance.started', source: 'supervisor', subject: `web-${index}` },
        ...{ time: '2026-01-01T00:00:00.000Z', data: {} },
      }),
    newDetection(),
  );

const instancesAfter = (...ids: readonly string[]) => [
  ...(afterIds(...ids)
    .workloads.get('web')
    ?.instances.keys() ?? []),
];

test('what ran before the machine was restarted is forgotten', () => {
  expect(instancesAfter('spool:boot:1', 'spool:next:1000001')).toEqual(['web-1']);
});

test('what ran runs on when the spool begins to name itself in its ids', () => {
  expect(instancesAfter('boot:1', 'spool:boot:2', 'spool:lost-after-1:boot:2')).toEqual(['web-0', 'web-1', 'web-2']);
});
