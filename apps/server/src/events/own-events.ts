/** What the server itself has to say, kept in order until the event log takes it. */
import { randomUUID } from 'node:crypto';
import { messageOf } from '@nines/kernel';
import type { Clock, EventLog, NewEvent } from '@nines/kernel';
import type { Log } from '../log.ts';
import { pause } from '../patience.ts';

export interface OwnEventsOptions {
  /** Resolves when the database was there for the first time. */
  readonly log: Log;
  readonly eventLog: () => Promise<Pick<EventLog, 'append'>>;
  readonly clock: Clock;
}

/** More are lost, the oldest first: this is for minutes without a database. */
const LONGEST_QUEUE = 1_000;
const RETRY_MS = 1_000;

export class OwnEvents {
  readonly #options: OwnEventsOptions;
  #queue: readonly NewEvent[] = [];
  #news = Promise.withResolvers<undefined>();

  constructor(options: OwnEventsOptions) {
    this.#options = options;
  }

  /** Something happened now. Never fails, never waits. */
  record(type: string, subject: string, data: NewEvent['data']): void {
    const time = new Date(this.#options.clock.now()).toISOString();
    const event = { id: `server:${randomUUID()}`, type, source: 'server', subject, time, data };
    this.#queue = [...this.#queue, event].slice(-LONGEST_QUEUE);
    this.#news.resolve(undefined);
  }

  /** Hands over until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, eventLog, log } = this.#options;
    const aborted = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    while (!signal.aborted) {
      await Promise.race([this.#news.promise, aborted]);
      this.#news = Promise.withResolvers();
      const waiting = this.#queue;
      if (waiting.length === 0) continue;
      try {
        await (await eventLog()).append(waiting);
        this.#queue = this.#queue.filter((event) => !waiting.includes(event));
      } catch (error) {
        log('warn', 'Events of the server wait for the event log', { count: waiting.length, reason: messageOf(error) });
        await pause(clock, RETRY_MS, signal);
        this.#news.resolve(undefined);
      }
    }
  }
}
