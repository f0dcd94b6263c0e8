/** The port to the one durable log that the console, the timelines and the numbers are read from. */
import type { NinesEvent } from './events.ts';

/** An event to be recorded. Its `id` is given by the writer and makes recording it twice harmless. */
export interface NewEvent extends NinesEvent {
  /** Ties together what belongs to one outage, one release, one drill. */
  readonly correlationId?: string;
}

/** An event with its place in the log. */
export interface RecordedEvent extends NinesEvent {
  /** Ascending, without meaning beyond order; gaps are possible. */
  readonly sequence: number;
  /** When it was written down, ISO 8601 UTC. */
  readonly recordedAt: string;
  readonly correlationId: string | null;
}

/** Which events a reader wants; all conditions together. */
export interface EventFilter {
  /** Any of these. */
  readonly types?: readonly string[];
  readonly subject?: string;
  readonly correlationId?: string;
}

/** Append-only. Every implementation passes one contract suite. */
export interface EventLog {
  /** Records what is not recorded yet, in the order given, all or nothing; returns what was new. */
  append(events: readonly NewEvent[]): Promise<readonly RecordedEvent[]>;
  /** At most `limit` events after the sequence `after`, ascending. */
  read(after: number, limit: number, filter?: EventFilter): Promise<readonly RecordedEvent[]>;
  /** Every event after the sequence `after`, once and in order, then those to come, until `signal` aborts. */
  follow(after: number, signal: AbortSignal, filter?: EventFilter): AsyncIterable<RecordedEvent>;
  /** Sequence of the newest event; 0 where there is none. */
  lastSequence(): Promise<number>;
}
