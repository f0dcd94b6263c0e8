/** What is not known of a time, and what is not to be counted of it. */
import { lengthOf } from '../period/interval.ts';
import type { Interval } from '../period/interval.ts';
import { sumsIn } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { maintenanceIn } from './maintenance.ts';

export interface Coverage {
  /** There was nothing to measure by. Counted neither as good nor as bad. */
  readonly gapMs: number;
  /** Not counted, because it was agreed on; of objectives that are measured by time. */
  readonly maintenanceMs: number;
}

export function coverageIn(ledger: Ledger, interval: Interval): Coverage {
  const maintenanceMs = maintenanceIn(ledger.maintenance, interval);
  const { coveredMs } = sumsIn(ledger, interval);
  return { gapMs: Math.max(lengthOf(interval) - maintenanceMs - coveredMs, 0), maintenanceMs };
}
