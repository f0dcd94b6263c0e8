import type { IncidentTask } from '@nines/kernel';
import { expect, it } from 'vitest';
import { anIncident } from '../figures/incident.testing.ts';
import { correctiveActions } from './corrective-actions.ts';

function task(id: string, changes: Partial<IncidentTask> = {}): IncidentTask {
  return { id, text: 'raise the limit', kind: 'corrective', owner: 'ana', due: null, doneAt: null, ...changes };
}

it('corrective actions are tracked until they are done, the overdue ones first', () => {
  const incidents = [
    anIncident({ number: 1, tasks: [task('a'), task('b', { due: '2026-11-10' }), task('c', { kind: 'task' })] }),
    anIncident({ number: 2, tasks: [task('d', { due: '2026-11-09' }), task('e', { doneAt: '2026-11-01T00:00:00Z' })] }),
  ];
  const nowMs = Date.parse('2026-11-10T23:59:59Z');
  expect(correctiveActions(incidents, nowMs).map(({ incident, task: { id }, state }) => [incident, id, state])).toEqual(
    [
      [2, 'd', 'overdue'],
      [1, 'b', 'open'],
      [1, 'a', 'open'],
      [2, 'e', 'done'],
    ],
  );
});
