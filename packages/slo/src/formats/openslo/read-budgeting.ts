/** What one unit of budget is. @see OpenSLO specification v1, "SLO", `budgetingMethod`, and "Objectives" */
import type { SourcePath } from '@nines/catalog/source';
import type { Budgeting } from '../../objective/objective.ts';
import { reportAt, reportAtKey } from '../reading.ts';
import type { Reading } from '../reading.ts';
import { parseShorthand, shorthandMs } from './durations.ts';
import type { Extension } from './extension.ts';
import type { ObjectiveInput, SloInput } from './slo-schema.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** @param path - of the objective */
export function readBudgeting(
  reading: Reading,
  path: SourcePath,
  method: SloInput['spec']['budgetingMethod'],
  objective: ObjectiveInput,
  extension: Extension,
): Budgeting | undefined {
  if (method === 'Occurrences') return { method: 'occurrences' };
  const sliceMs = readSlice(reading, path, objective);
  const slice = sliceMs === undefined ? undefined : (extension.sliceMs ?? sliceMs);
  if (method === 'RatioTimeslices')
    return slice === undefined ? undefined : { method: 'ratio-timeslices', sliceMs: slice };
  const sliceTarget = readSliceTarget(reading, path, objective);
  return slice === undefined || sliceTarget === undefined
    ? undefined
    : { method: 'timeslices', sliceMs: slice, sliceTarget };
}

function readSlice(reading: Reading, path: SourcePath, { timeSliceWindow }: ObjectiveInput): number | undefined {
  if (timeSliceWindow === undefined) {
    reportMissing(reading, path, 'timeSliceWindow', 'a duration such as `5m`');
    return undefined;
  }
  const duration = typeof timeSliceWindow === 'string' ? parseShorthand(timeSliceWindow) : undefined;
  // "Default interpretation of unit if specified as a number in minutes."
  const ms = typeof timeSliceWindow === 'number' ? timeSliceWindow * MINUTE_MS : duration && shorthandMs(duration);
  if (ms !== undefined && Number.isInteger(ms / MINUTE_MS) && ms >= MINUTE_MS && ms <= DAY_MS) return ms;
  const message = `timeSliceWindow must be whole minutes, from 1m to 1d, not ${timeSliceWindow}`;
  reportAt(reading, 'SLO_BAD_VALUE', [...path, 'timeSliceWindow'], message);
  return undefined;
}

function readSliceTarget(reading: Reading, path: SourcePath, { timeSliceTarget }: ObjectiveInput): number | undefined {
  if (timeSliceTarget === undefined) {
    reportMissing(reading, path, 'timeSliceTarget', 'a share such as `0.95`');
    return undefined;
  }
  if (timeSliceTarget > 0 && timeSliceTarget <= 1) return timeSliceTarget;
  const message = `timeSliceTarget must be above 0 and at most 1, not ${timeSliceTarget}`;
  reportAt(reading, 'SLO_BAD_VALUE', [...path, 'timeSliceTarget'], message);
  return undefined;
}

function reportMissing(reading: Reading, path: SourcePath, key: string, accepts: string): void {
  if (!reading.document.isSound([...path, key])) return;
  reportAtKey(reading, 'SLO_MISSING_KEY', path, `${key} is missing; where time is sliced, it must be ${accepts}`);
}
