/** An SLO of OpenSLO -> the objectives that it states. */
import type { SourcePath } from '@nines/catalog/source';
import { ALL_ALERTS } from '../../objective/objective.ts';
import type { Alerting, Indicator, Objective } from '../../objective/objective.ts';
import { readName } from '../names.ts';
import { placeAt, reportAt, reportAtKey } from '../reading.ts';
import type { Reading } from '../reading.ts';
import { checkAlertPolicies } from './check-alert-policies.ts';
import { readExtension } from './extension.ts';
import type { Extension } from './extension.ts';
import type { Entry, Objects } from './objects.ts';
import { nameObjectives } from './objective-names.ts';
import { readAnnotations, readLabels } from './read-labels.ts';
import { readBudgeting } from './read-budgeting.ts';
import { findSli, readSli } from './read-sli.ts';
import type { Measurement } from './read-sli.ts';
import { readTarget } from './read-target.ts';
import { readTimeWindow } from './read-time-window.ts';
import { COMPOSITE_KEYS } from './slo-schema.ts';
import type { ObjectiveInput } from './slo-schema.ts';

const ANNOTATIONS = ['metadata', 'annotations'];
const OBJECTIVES = ['spec', 'objectives'];

/** Those that are sound; what is wrong with the others is reported. */
export function readSlo({ reading, object }: Entry<'SLO'>, objects: Objects): readonly Objective[] {
  const { metadata, spec } = object;
  const extension = readExtension(reading, ANNOTATIONS, metadata.annotations ?? {});
  if (isComposite(reading, spec.objectives)) return [];
  const source = findSli(reading, objects, spec);
  const measurement = source && readSli(source, objects, extension.counts);
  const period = readPeriod(reading, extension, spec.timeWindow ?? []);
  const service = readName(reading, ['spec', 'service'], extension.service ?? spec.service);
  if (spec.objectives.length === 0 && reading.document.isIntact(OBJECTIVES)) {
    reportAt(reading, 'SLO_BAD_VALUE', OBJECTIVES, 'there is no objective');
  }
  const description = extension.description ?? spec.description;
  const shared = {
    ...(description !== undefined && { description }),
    alerting: alertingOf(extension),
    labels: readLabels(reading, metadata.labels ?? {}, extension),
    annotations: readAnnotations(reading, metadata.annotations ?? {}, extension),
  };
  const names = nameObjectives(extension.name ?? metadata.name, spec.objectives);
  const objectives = spec.objectives.flatMap((objective, index) => {
    const path = [...OBJECTIVES, index];
    const target = readTarget(reading, path, objective);
    const budgeting = readBudgeting(reading, path, spec.budgetingMethod, objective, extension);
    const indicator = measurement && indicatorOf(reading, path, objective, measurement, extension);
    const name = readName(reading, ['metadata', 'name'], names[index] ?? metadata.name);
    if (!service || !name || !target || !budgeting || !indicator || !period) return [];
    const place = placeAt(reading, names.length === 1 ? [] : path);
    return [{ service, name, ...shared, target, period, indicator, budgeting, place }];
  });
  checkAlertPolicies(
    { reading, objects, extended: extension.burnAlerts !== undefined },
    spec.alertPolicies ?? [],
    objectives,
  );
  return objectives;
}

function readPeriod(reading: Reading, { periodMs }: Extension, windows: Parameters<typeof readTimeWindow>[2]) {
  const period = readTimeWindow(reading, ['spec', 'timeWindow'], windows);
  return period?.kind === 'rolling' && periodMs !== undefined ? { ...period, lengthMs: periodMs } : period;
}

/** An objective of others, weighed. */
function isComposite(reading: Reading, objectives: readonly ObjectiveInput[]): boolean {
  const places = objectives.flatMap((_objective, index) => COMPOSITE_KEYS.map((key) => [...OBJECTIVES, index, key]));
  const found = places.filter((path) => reading.document.has(path));
  for (const path of found) {
    const message = `composite objectives are not read yet, for later: ${String(path.at(-1))}`;
    const hint = 'make an SLO of each part';
    reportAtKey(reading, 'SLO_UNSUPPORTED', path, message, { hint });
  }
  return found.length > 0;
}

function alertingOf({ burnAlerts, noDataAlert }: Extension): Alerting {
  return { ...ALL_ALERTS, ...burnAlerts, ...(noDataAlert !== undefined && { noData: noDataAlert }) };
}

function indicatorOf(
  reading: Reading,
  path: SourcePath,
  { op, value }: ObjectiveInput,
  measurement: Measurement,
  extension: Extension,
): Indicator | undefined {
  if (measurement.kind !== 'figure') return measurement;
  if (op !== undefined && value !== undefined) {
    return { kind: 'condition', metric: measurement.metric, operator: extension.operator ?? op, value };
  }
  const missing = op === undefined ? 'op' : 'value';
  if (reading.document.isSound([...path, missing])) {
    const accepts = op === undefined ? 'one of `lte`, `gte`, `lt`, `gt`' : 'a number';
    const message = `${missing} is missing; where the indicator is a figure, it must be ${accepts}`;
    reportAtKey(reading, 'SLO_MISSING_KEY', path, message);
  }
  return undefined;
}
