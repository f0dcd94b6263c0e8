/** `services.NAME.slos`, with its defaults. */
import { THRESHOLD_COMPARISONS } from '../model-objectives.ts';
import type { ObjectiveWindow, ServiceBudgeting, ServiceIndicator, ServiceObjective } from '../model-objectives.ts';
import type { ObjectiveInput } from '../schema/objective-schema.ts';
import type { SourcePath } from '../source/node.ts';
import type { PlaceAt } from './build-catalog.ts';

/** Objectives that ask for nothing that could be measured are left out; the checks complain about them. */
export function buildSlos(
  inputs: readonly ObjectiveInput[] | undefined,
  path: SourcePath,
  placeAt: PlaceAt,
): readonly ServiceObjective[] {
  return (inputs ?? []).flatMap((input, index) => {
    const sli = buildIndicator(input.sli);
    const budgeting = buildBudgeting(input.budgeting);
    if (sli === undefined || budgeting === undefined) return [];
    const { name, description, objective, alerts } = input;
    const window = buildWindow(input);
    const place = placeAt([...path, index]);
    const described = description !== undefined && { description };
    return [{ name, ...described, target: objective, window, sli, budgeting, alerts, place }];
  });
}

function buildWindow({ window, timezone = 'UTC' }: ObjectiveInput): ObjectiveWindow {
  return window.kind === 'rolling' ? window : { ...window, timezone };
}

function buildIndicator(input: ObjectiveInput['sli']): ServiceIndicator | undefined {
  if (typeof input === 'string') return { kind: 'availability' };
  const { latency, probe, ratio, threshold } = input;
  if (latency !== undefined) return { kind: 'latency', belowMs: latency.below };
  if (probe !== undefined) return { kind: 'probe', path: probe };
  return ratio === undefined ? buildThreshold(threshold) : buildRatio(ratio);
}

type SliMapping = Exclude<ObjectiveInput['sli'], string>;

function buildRatio({ good, bad, total }: NonNullable<SliMapping['ratio']>): ServiceIndicator | undefined {
  if (bad !== undefined) return { kind: 'ratio', part: 'bad', count: bad, total };
  return good === undefined ? undefined : { kind: 'ratio', part: 'good', count: good, total };
}

function buildThreshold(input: SliMapping['threshold']): ServiceIndicator | undefined {
  const comparison = THRESHOLD_COMPARISONS.find((known) => input?.[known] !== undefined);
  const value = comparison && input?.[comparison];
  if (input === undefined || comparison === undefined || value === undefined) return undefined;
  return { kind: 'threshold', metric: input.metric, comparison, value };
}

function buildBudgeting(input: ObjectiveInput['budgeting']): ServiceBudgeting | undefined {
  if (typeof input === 'string') return { method: 'occurrences' };
  const { timeslices, ratioTimeslices } = input;
  if (timeslices !== undefined) {
    return { method: 'timeslices', sliceMs: timeslices.slice, targetRatio: timeslices.target };
  }
  return ratioTimeslices && { method: 'ratio-timeslices', sliceMs: ratioTimeslices.slice };
}
