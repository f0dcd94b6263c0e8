/** From a moment to a place in the event log, which has no index by time: sequences ascend as time does. */
import type { EventLog } from '@nines/kernel';

/** The sequence after which everything was recorded at `atMs` or later. Some 30 events are read, one at a time. */
export async function sequenceAt(log: Pick<EventLog, 'lastSequence' | 'read'>, atMs: number): Promise<number> {
  let low = 0;
  let high = await log.lastSequence();
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [next] = await log.read(middle, 1);
    if (next === undefined || Date.parse(next.recordedAt) >= atMs) high = middle;
    else low = next.sequence;
  }
  return low;
}
