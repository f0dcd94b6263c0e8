/** Events of many requests in one transaction: what comes while one is written goes with the next. */
import type { EventLog, NewEvent } from '@nines/kernel';

export class AppendTogether {
  readonly #eventLog: () => Pick<EventLog, 'append'>;
  #waiting: NewEvent[] = [];
  #writing: Promise<unknown> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** @param eventLog - may throw, where there is none yet */
  constructor(eventLog: () => Pick<EventLog, 'append'>) {
    this.#eventLog = eventLog;
  }

  /** Resolves when it is kept. @throws NinesError what the event log throws: none of those written with it is kept */
  async append(event: NewEvent): Promise<void> {
    this.#waiting.push(event);
    this.#next ??= this.#writeNext();
    await this.#next;
  }

  async #writeNext(): Promise<void> {
    await this.#writing.catch(() => undefined);
    const events = this.#waiting;
    this.#waiting = [];
    const writing = this.#write(events);
    this.#writing = writing;
    this.#next = undefined;
    await writing;
  }

  async #write(events: readonly NewEvent[]): Promise<void> {
    await this.#eventLog().append(events);
  }
}
