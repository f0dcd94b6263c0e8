/** Incidents that commands are about, and that are not remembered any more. */
import { incidentIn } from '@nines/incidents';
import type { IncidentInput, IncidentState } from '@nines/incidents';
import type { IncidentStore } from '@nines/kernel';
import type { Work } from './desk-queue.ts';

export async function recalledFor(
  state: IncidentState,
  works: readonly Work[],
  store: Pick<IncidentStore, 'incident' | 'alertsOf'>,
): Promise<readonly IncidentInput[]> {
  const numbers = new Set(works.flatMap(numbersOf).filter((number) => incidentIn(state, number) === undefined));
  const recalled = await Promise.all([...numbers].map((number) => recall(number, store)));
  return recalled.flat();
}

function numbersOf({ task }: Work): readonly number[] {
  if (task.kind === 'input') return task.input.kind === 'impact' ? [task.input.incident] : [];
  if (task.kind === 'alerts') return [];
  const { incident, action } = task.command;
  return action.kind === 'merge' ? [incident, action.into] : [incident];
}

async function recall(
  number: number,
  store: Pick<IncidentStore, 'incident' | 'alertsOf'>,
): Promise<readonly IncidentInput[]> {
  const incident = await store.incident(number);
  if (incident === undefined) return [];
  return [{ kind: 'recalled', incident, alerts: await store.alertsOf(number) }];
}
