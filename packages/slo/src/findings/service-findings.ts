import { nearestName } from '@nines/catalog';
import type { Catalog } from '@nines/catalog';
import type { Diagnostic } from '@nines/kernel';
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';

/** Objectives of included documents whose service the platform does not have: measured, but nobody's. */
export function serviceFindings(objectives: readonly Objective[], { services }: Catalog): readonly Diagnostic[] {
  const names = new Set(services.map(({ name }) => name));
  return objectives
    .filter(({ service }) => !names.has(service))
    .map((objective) => {
      const nearest = nearestName(objective.service, names);
      return {
        severity: 'warning',
        code: 'SLO_UNKNOWN_SERVICE',
        message: `${objectiveId(objective)} is about ${objective.service}, which is no service of the platform`,
        ...objective.place,
        hint: nearest === undefined ? 'its alerts have no owner' : `did you mean \`${nearest}\`?`,
      };
    });
}
