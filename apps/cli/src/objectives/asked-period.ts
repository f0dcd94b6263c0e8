/** Which period a review looks back on. */
import { NinesError } from '@nines/kernel';
import type { Invocation } from '../command.ts';

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/**
 * As the API takes it: with `--month 2026-11` the last day of that month, else the last period that is over.
 *
 * @throws NinesError `CLI_INVALID_INPUT`
 */
export function askedPeriod(options: Invocation['options']): string {
  const { month } = options;
  if (typeof month !== 'string') return 'last';
  if (options['lastPeriod'] === true)
    throw new NinesError('CLI_INVALID_INPUT', 'give --month or --last-period, not both');
  if (!MONTH.test(month))
    throw new NinesError('CLI_INVALID_INPUT', `--month "${month}" is none; write for example 2026-11`);
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}
