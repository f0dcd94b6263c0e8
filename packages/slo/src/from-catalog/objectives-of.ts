/** All objectives of a platform: those of its catalog, then those of the documents that it includes. */
import type { Catalog, Service, ServiceObjective } from '@nines/catalog';
import type { Diagnostic } from '@nines/kernel';
import { inOrder } from '../findings/in-order.ts';
import { objectiveFindings } from '../findings/objective-findings.ts';
import { referenceFindings } from '../findings/reference-findings.ts';
import { serviceFindings } from '../findings/service-findings.ts';
import { withoutRepeated } from '../findings/without-repeated.ts';
import type { Objective } from '../objective/objective.ts';
import { normaliseTarget } from '../objective/target.ts';
import { indicatorOf } from './indicator.ts';

export interface ObjectivesOfCatalog {
  /** In the order of the catalog, then of the documents; no two of one service and name. */
  readonly objectives: readonly Objective[];
  /** By file, in its order. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Objectives of a document in the form of OpenSLO, Sloth or Pyrra, and what is wrong with it. */
export type ReadObjectives = (text: string, file: string) => ObjectivesOfCatalog;

/** No form of documents is known yet. */
const readNothing: ReadObjectives = () => ({ objectives: [], diagnostics: [] });

/** Pure; the same catalog gives the same objectives. */
export function objectivesOf(catalog: Catalog, readObjectives: ReadObjectives = readNothing): ObjectivesOfCatalog {
  const own = catalog.services.flatMap((service) => service.slos.map((slo) => objectiveOf(slo, service, catalog.file)));
  const included = catalog.objectives.documents.map(({ file, text }) => readObjectives(text, file));
  const read = included.flatMap(({ objectives }) => objectives);
  const { objectives, findings } = withoutRepeated([...own, ...read]);
  const diagnostics = [
    ...included.flatMap((document) => document.diagnostics),
    ...findings,
    ...objectives.flatMap(objectiveFindings),
    ...serviceFindings(read, catalog),
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
