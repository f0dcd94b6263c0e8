/** What happened, oldest first: from the event log, and from the spool what the log does not have yet. */
import type { EventPage } from '@nines/api';
import type { NinesEvent } from '@nines/kernel';

export interface PastEventSources {
  /** The page of the log after an event; undefined where nobody answers. */
  readonly page: (after: number) => Promise<EventPage | undefined>;
  /** What the supervisor keeps itself: of supervision alone, and not for ever. */
  readonly spooled: () => Iterable<NinesEvent>;
  /** Told where the events come from. */
  readonly note: (text: string) => void;
}

/** Each event once. Holds one page at a time: logs grow long. */
export async function* pastEvents({ page, spooled, note }: PastEventSources): AsyncGenerator<NinesEvent> {
  const told = new Map<string, number>();
  let after: number | null = 0;
  while (after !== null) {
    const answer: EventPage | undefined = await page(after);
    if (answer === undefined) break;
    for (const { id, type, source, subject, time, data } of answer.data) {
      const { series, sequence } = placeOf(id);
      if (Number.isSafeInteger(sequence)) told.set(series, sequence);
      yield { id, type, source, subject, time, data };
    }
    after = answer.pagination.next;
  }
  if (after === null) note('from the event log');
  else if (after === 0) note("from the supervisor's spool: the server does not answer");
  else note("the server answers no more: what follows is from the supervisor's spool, and may leave a gap");
  for (const event of spooled()) {
    const { series, sequence } = placeOf(event.id);
    if (sequence > (told.get(series) ?? -1)) yield event;
  }
}

/** Ids of spooled events end in a number that grows, within one spool and one start of the machine. */
function placeOf(id: string): { readonly series: string; readonly sequence: number } {
  const end = id.lastIndexOf(':');
  return { series: id.slice(0, Math.max(end, 0)), sequence: Number(id.slice(end + 1)) };
}
