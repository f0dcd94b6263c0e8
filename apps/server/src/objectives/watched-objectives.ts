/** Which objectives are watched, and by which policy, as the catalog says. */
import type { ObjectiveParameters } from '@nines/api';
import type { Catalog, CreditRule, FreezeRule } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import { maintenanceOf, objectivesOf } from '@nines/slo';
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
export function watchedObjectives(catalog: Catalog): WatchedObjectives {
  const { maintenance, policy } = catalog.objectives;
  return {
    platform: catalog.name,
    objectives: objectivesOf(catalog).objectives.map((objective) => ({
      objective,
      maintenance: maintenanceOf(maintenance, objective.service),
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
