/** Which objectives are watched, and by which policy, as the catalog says. */
import type { ObjectiveParameters } from '@nines/api';
import type { Catalog, CreditRule, FreezeRule } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import { maintenanceOf, objectiveId } from '@nines/slo/budgets';
import type { CountedObjective } from './counted-periods.ts';

export interface WatchedObjectives {
  /** Whose they are. */
  readonly platform: string;
  readonly objectives: readonly CountedObjective[];
  readonly policy: readonly FreezeRule[];
  /** What breaking them costs. */
  readonly credits: readonly CreditRule[];
  /** How far back Prometheus keeps, ms. */
  readonly retentionMs: number;
}

/** Documents that cannot be read have no objectives: `nines validate` says why. */
export async function watchedObjectives(catalog: Catalog): Promise<WatchedObjectives> {
  const { objectivesOf, recordedEveryMs } = await import('@nines/slo'); // has parsers, which are not needed in order to answer
  const { maintenance, policy } = catalog.objectives;
  const { objectives } = objectivesOf(catalog);
  return {
    platform: catalog.name,
    objectives: objectives.map((objective) => ({
      objective,
      maintenance: maintenanceOf(maintenance, objective.service),
      stepSeconds: recordedEveryMs(objective) / 1_000,
    })),
    policy,
    credits: catalog.sla,
    retentionMs: catalog.monitoring.retention.timeMs,
  };
}

/** @throws NinesError `API_NOT_FOUND` */
export function watchedObjective(watched: WatchedObjectives | undefined, asked: ObjectiveParameters): CountedObjective {
  const { service, name } = asked;
  const found = watched?.objectives.find(({ objective }) => objective.service === service && objective.name === name);
  if (found !== undefined) return found;
  throw new NinesError('API_NOT_FOUND', `there is no objective ${service}/${name}; see "nines slo list"`);
}

/** By `objectiveId`. */
export function stepSecondsBy({ objectives }: Pick<WatchedObjectives, 'objectives'>): ReadonlyMap<string, number> {
  return new Map(objectives.map(({ objective, stepSeconds }) => [objectiveId(objective), stepSeconds]));
}
