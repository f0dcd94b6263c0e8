/** What happened, oldest first: from the event log, and from the spool what the log does not have yet. */
import type { EventPage } from '@nines/api';
import type { NinesEvent, RecordedEvent } from '@nines/kernel';
import { ToldEvents } from './told-events.ts';

/** The page of the log after an event; undefined where nobody answers. */
export type ReadPage = (after: number) => Promise<EventPage | undefined>;

export interface PastEventSources {
  readonly page: ReadPage;
  /** What the supervisor keeps itself: of supervision alone, and not for ever. */
  readonly spooled: () => Iterable<NinesEvent>;
  /** Told where the events come from. */
  readonly note: (text: string) => void;
}

/** Each event once. Holds one page at a time: logs grow long. */
export async function* pastEvents({ page, spooled, note }: PastEventSources): AsyncGenerator<NinesEvent> {
  const told = new ToldEvents();
  const log = loggedEvents(page);
  let next = await log.next();
  for (; next.done !== true; next = await log.next()) {
    told.add(next.value.id);
    yield withoutPlace(next.value);
  }
  if (next.value === 'whole') note('from the event log');
  else if (next.value === 'absent') note("from the supervisor's spool: the server does not answer");
  else note("the server answers no more: what follows is from the supervisor's spool, and may leave a gap");
  for (const event of spooled()) if (told.add(event.id)) yield event;
}

/** How much of the log was told. */
export type LogEnd = 'whole' | 'absent' | 'broken off';

/** The log from its beginning; returns how it ended. */
export async function* loggedEvents(page: ReadPage): AsyncGenerator<RecordedEvent, LogEnd, undefined> {
  let after: number | null = 0;
  while (after !== null) {
    const answer: EventPage | undefined = await page(after);
    if (answer === undefined) return after === 0 ? 'absent' : 'broken off';
    yield* answer.data;
    after = answer.pagination.next;
  }
  return 'whole';
}

/** The event as it happened: what the log adds is left out. */
export function withoutPlace({ id, type, source, subject, time, data }: RecordedEvent): NinesEvent {
  return { id, type, source, subject, time, data };
}
