/** All objectives of a platform: those of its catalog, then those of the documents that it includes. */
import type { Catalog, Service, ServiceObjective } from '@nines/catalog';
import type { Diagnostic } from '@nines/kernel';
import { inOrder } from '../findings/in-order.ts';
import { objectiveFindings } from '../findings/objective-findings.ts';
import { queryFindings } from '../findings/query-findings.ts';
import { referenceFindings } from '../findings/reference-findings.ts';
import { serviceFindings } from '../findings/service-findings.ts';
import { withoutRepeated } from '../findings/without-repeated.ts';
import { readObjectiveFiles } from '../formats/read-objectives.ts';
import type { ObjectiveFile } from '../formats/read-objectives.ts';
import type { Objective } from '../objective/objective.ts';
import { normaliseTarget } from '../objective/target.ts';
import { indicatorOf } from './indicator.ts';

export interface ObjectivesOfCatalog {
  /** In the order of the catalog, then of the documents; no two of one service and name. */
  readonly objectives: readonly Objective[];
  /** By file, in its order. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Objectives of documents in the form of OpenSLO, Sloth or Pyrra, and what is wrong with them. */
export type ReadFiles = (files: readonly ObjectiveFile[]) => ObjectivesOfCatalog;

/** Pure; the same catalog gives the same objectives. */
export function objectivesOf(catalog: Catalog, readFiles: ReadFiles = readObjectiveFiles): ObjectivesOfCatalog {
  const own = catalog.services.flatMap((service) => service.slos.map((slo) => objectiveOf(slo, service, catalog.file)));
  const included = readFiles(catalog.objectives.documents);
  const { objectives, findings } = withoutRepeated([...own, ...included.objectives]);
  const diagnostics = [
    ...included.diagnostics,
    ...own.flatMap(queryFindings),
    ...findings,
    ...objectives.flatMap(objectiveFindings),
    ...serviceFindings(included.objectives, catalog),
    ...referenceFindings(objectives, catalog),
  ];
  return { objectives, diagnostics: inOrder(diagnostics) };
}

function objectiveOf(slo: ServiceObjective, service: Service, file: string): Objective {
  const { name, description, target, window, sli, budgeting, alerts, place } = slo;
  return {
    service: service.name,
    name,
    ...(description !== undefined && { description }),
    target: normaliseTarget(target) ?? target,
    period: window,
    indicator: indicatorOf(sli, service),
    budgeting:
      budgeting.method === 'timeslices'
        ? { method: budgeting.method, sliceMs: budgeting.sliceMs, sliceTarget: budgeting.targetRatio }
        : budgeting,
    alerting: alerts,
    labels: {},
    annotations: {},
    place: { file, ...place },
  };
}
