import type { Catalog } from '@nines/catalog';
import type { Diagnostic } from '@nines/kernel';
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';
import { suggestions } from './suggestions.ts';

/** Objectives of included documents whose service the platform does not have: measured, but nobody's. */
export function serviceFindings(objectives: readonly Objective[], { services }: Catalog): readonly Diagnostic[] {
  const names = new Set(services.map(({ name }) => name));
  const suggest = suggestions(names);
  return objectives
    .filter(({ service }) => !names.has(service))
    .map((objective) => ({
      severity: 'warning',
      code: 'SLO_UNKNOWN_SERVICE',
      message: `${objectiveId(objective)} is about ${objective.service}, which is no service of the platform`,
      ...objective.place,
      hint: suggest(objective.service) ?? 'its alerts have no owner',
    }));
}
