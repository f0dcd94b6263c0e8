/** What happened and what happens: the event log, supervision as it goes on, and what else the log is given. */
import type { NinesEvent, RecordedEvent } from '@nines/kernel';
import { interleave } from './interleave.ts';
import { loggedEvents, withoutPlace } from './past-events.ts';
import type { ReadPage } from './past-events.ts';
import { ToldEvents } from './told-events.ts';

export interface FollowedSources {
  readonly page: ReadPage;
  /** Everything that the supervisor keeps and sees, over its restarts; ends with the platform. */
  readonly supervised: () => AsyncIterable<NinesEvent>;
  /** What is recorded after an event of the log, over restarts of the server; ends with its cancellation. */
  readonly recorded: (after: number) => AsyncIterable<RecordedEvent>;
}

/**
 * Each event once. What supervision sees comes from the supervisor itself, at once and whether or not a server answers;
 * the log has it a moment later, and has alerts and changed configurations besides.
 */
export async function* followEvents({ page, supervised, recorded }: FollowedSources): AsyncGenerator<NinesEvent> {
  const told = new ToldEvents();
  let sequence = 0;
  for await (const event of loggedEvents(page)) {
    ({ sequence } = event);
    told.add(event.id);
    yield withoutPlace(event);
  }
  for await (const event of interleave(supervised(), withoutPlaces(recorded(sequence)))) {
    if (told.add(event.id)) yield event;
  }
}

async function* withoutPlaces(events: AsyncIterable<RecordedEvent>): AsyncGenerator<NinesEvent> {
  for await (const event of events) yield withoutPlace(event);
}
