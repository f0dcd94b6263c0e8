/** How good a service is to be. */
import type { SourcePath } from '@nines/catalog/source';
import { targetOf } from '../../objective/target.ts';
import { readPercentage } from '../percentage.ts';
import { reportAt, reportAtKey } from '../reading.ts';
import type { Reading } from '../reading.ts';
import type { ObjectiveInput } from './slo-schema.ts';

/** @param path - of the objective */
export function readTarget(
  reading: Reading,
  path: SourcePath,
  { target, targetPercent }: ObjectiveInput,
): string | undefined {
  if (target !== undefined && targetPercent !== undefined) {
    const message = '`target` and `targetPercent` exclude each other';
    reportAtKey(reading, 'SLO_BAD_VALUE', [...path, 'targetPercent'], message, { hint: 'keep one' });
    return undefined;
  }
  if (target !== undefined) {
    const read = targetOf(target);
    if (read === undefined) {
      const message = `target must be a share above 0 and below 1, of fourteen decimals at most, not ${target}`;
      reportAt(reading, 'SLO_BAD_VALUE', [...path, 'target'], message);
    }
    return read;
  }
  if (targetPercent !== undefined) {
    return readPercentage(reading, [...path, 'targetPercent'], targetPercent);
  }
  const sound = ['target', 'targetPercent'].every((key) => reading.document.isSound([...path, key]));
  if (sound) reportAtKey(reading, 'SLO_MISSING_KEY', path, 'one of `target` and `targetPercent` is needed');
  return undefined;
}
