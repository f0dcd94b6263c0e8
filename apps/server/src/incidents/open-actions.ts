/** Corrective actions that are not done. Pure. */
import type { ApiAction } from '@nines/api';
import type { Incident } from '@nines/kernel';

/** The earliest date first, those without one last. @param today - `2026-12-24`, UTC: what was due before it is overdue */
export function openActions(incidents: readonly Incident[], today: string): readonly ApiAction[] {
  const actions = incidents.flatMap(({ number: incident, severity, tasks, title }) =>
    tasks
      .filter(({ doneAt, kind }) => kind === 'corrective' && doneAt === null)
      .map(({ due, id, owner, text }) => {
        const isOverdue = due !== null && due < today;
        return { incident, title, severity, id, text, owner, due, isOverdue };
      }),
  );
  return actions.toSorted(
    (one, other) => compare(one.due ?? '9999', other.due ?? '9999') || one.incident - other.incident,
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
