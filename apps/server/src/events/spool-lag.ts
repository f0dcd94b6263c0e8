/** How far the event log is behind the spool. Pure. */
import type { NinesEvent } from '@nines/kernel';

/** What has been seen happening and what of it has been stored, each by the sequence in its id. */
export class SpoolLag {
  #seen = -1;
  #stored = -1;
  /** Of the oldest event that may not be stored, ms since the epoch. */
  #oldestMs = 0;

  saw({ id, time }: NinesEvent): void {
    if (this.#stored >= this.#seen) this.#oldestMs = Date.parse(time);
    this.#seen = Math.max(this.#seen, sequenceOf(id));
  }

  /**
   * The newest event from before this process began. Whether it is stored nobody knows before the database is asked, so
   * that its age says nothing: what counts is since when nobody has known.
   */
  found({ id }: NinesEvent, nowMs: number): void {
    if (this.#stored >= this.#seen) this.#oldestMs = nowMs;
    this.#seen = Math.max(this.#seen, sequenceOf(id));
  }

  stored(events: readonly NinesEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    this.storedUpTo(last.id);
    this.#oldestMs = Math.max(this.#oldestMs, Date.parse(last.time));
  }

  /** The event with this id is stored, and all before it. */
  storedUpTo(id: string): void {
    this.#stored = Math.max(this.#stored, sequenceOf(id));
  }

  /** 0 when level. */
  seconds(nowMs: number): number {
    return this.#stored >= this.#seen ? 0 : Math.max(nowMs - this.#oldestMs, 0) / 1_000;
  }
}

/** `BOOT:42` -> 42 */
function sequenceOf(id: string): number {
  return Number(id.slice(id.lastIndexOf(':') + 1));
}
