/** When something was bad. */
import { lengthOf, overlapOf } from '../period/interval.ts';
import type { Interval } from '../period/interval.ts';
import { blocksUntil } from './ledger.ts';
import type { Ledger } from './ledger.ts';

/** Times of an interval in which something was bad, in order, as precisely as blocks know. Neighbours are one. */
export function badTimesIn(ledger: Ledger, interval: Interval): readonly Interval[] {
  const { startsMs, endsMs, bads } = ledger;
  const times: Interval[] = [];
  const end = blocksUntil(ledger, interval.endMs);
  for (let index = Math.max(blocksUntil(ledger, interval.startMs) - 1, 0); index < end; index += 1) {
    const [startMs = 0, endMs = 0] = [startsMs[index], endsMs[index]];
    const time = overlapOf({ startMs, endMs }, interval);
    const isBad = (bads[index + 1] ?? 0) > (bads[index] ?? 0);
    if (!isBad || lengthOf(time) === 0) continue;
    const last = times.at(-1);
    if (last?.endMs === time.startMs) times[times.length - 1] = { startMs: last.startMs, endMs: time.endMs };
    else times.push(time);
  }
  return times;
}
