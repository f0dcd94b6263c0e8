/** Targets in percent, as numbers or as text. */
import type { SourcePath } from '@nines/catalog/source';
import { decimalText, normaliseTarget } from '../objective/target.ts';
import { reportAt } from './reading.ts';
import type { Reading } from './reading.ts';

/** As decimal text; what is out of range is reported at `path`. */
export function readPercentage(reading: Reading, path: SourcePath, percent: number | string): string | undefined {
  const text = typeof percent === 'number' ? decimalText(percent) : percent.trim();
  const target = normaliseTarget(text);
  if (target === undefined) {
    const message = `${String(path.at(-1))} must be a percentage above 0 and below 100, of twelve decimals at most, not ${percent}`;
    const hint = Number(text) === 100 ? 'a hundred percent leaves nothing to spend: no budget' : undefined;
    reportAt(reading, 'SLO_BAD_VALUE', path, message, { hint });
  }
  return target;
}
