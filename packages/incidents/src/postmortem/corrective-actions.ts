/** What is to be done so that it does not happen again, until it is done. */
import type { Incident, IncidentTask } from '@nines/kernel';

export interface CorrectiveAction {
  /** Number of the incident. */
  readonly incident: number;
  readonly task: IncidentTask;
  readonly state: 'done' | 'open' | 'overdue';
}

/** Of all these incidents: overdue ones first, then by the date they are due, those without a date last. */
export function correctiveActions(incidents: readonly Incident[], nowMs: number): readonly CorrectiveAction[] {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  return incidents
    .flatMap(({ number, tasks }) =>
      tasks
        .filter(({ kind }) => kind === 'corrective')
        .map((task) => ({ incident: number, task, state: stateOf(task, today) })),
    )
    .sort(
      (one, other) =>
        ORDER[one.state] - ORDER[other.state] ||
        compare(one.task.due ?? LAST, other.task.due ?? LAST) ||
        one.incident - other.incident ||
        compare(one.task.id, other.task.id),
    );
}

const ORDER = { overdue: 0, open: 1, done: 2 } as const;
const LAST = '9999-12-31';

/** It is in time for the whole of the day on which it is due, in UTC. */
function stateOf({ doneAt, due }: IncidentTask, today: string): CorrectiveAction['state'] {
  if (doneAt !== null) return 'done';
  return due !== null && due < today ? 'overdue' : 'open';
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
