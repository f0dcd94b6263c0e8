import type { Diagnostic } from '@nines/kernel';
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';

/** The first of each service and name, and an error for each later one: their figures could not be told apart. */
export function withoutRepeated(objectives: readonly Objective[]): {
  readonly objectives: readonly Objective[];
  readonly findings: readonly Diagnostic[];
} {
  const first = new Map<string, Objective>();
  const findings: Diagnostic[] = [];
  for (const objective of objectives) {
    const id = objectiveId(objective);
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, objective);
    else findings.push(repeated(objective, earlier));
  }
  return { objectives: [...first.values()], findings };
}

function repeated(objective: Objective, { place }: Objective): Diagnostic {
  const where = `${place.file}:${place.line}`;
  return {
    severity: 'error',
    code: 'SLO_DUPLICATE_OBJECTIVE',
    message: `${objectiveId(objective)} is there already, at ${where}`,
    ...objective.place,
    hint: 'choose another name, or remove one of the two',
  };
}
