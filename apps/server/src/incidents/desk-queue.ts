/** What waits for the next decision: people first, and of alerts so many that people need not wait for long. */
import type { IncidentInput, ReportedAlert } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { Incident, IncidentCommand, NewEvent } from '@nines/kernel';

export type Task =
  /** `records`: events that are kept with what it changes. */
  | { readonly kind: 'command'; readonly command: IncidentCommand; readonly records: readonly NewEvent[] }
  | { readonly kind: 'alerts'; readonly alerts: readonly ReportedAlert[] }
  | { readonly kind: 'input'; readonly input: IncidentInput };

export interface Work {
  readonly task: Task;
  readonly resolve: (answer: Incident | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/** Alerts of one decision, but for a message that has more by itself. */
const ALERTS_AT_ONCE = 500;
/** More wait at the caller's: Alertmanager tries again. */
const MOST_ALERTS = 50_000;
const MOST_WORKS = 2_000;

export class DeskQueue {
  #works: Work[] = [];
  #alerts = 0;
  #news = Promise.withResolvers<undefined>();
  #isClosed = false;
  /** Alerts waited while people were answered: they do not wait again. */
  #alertsWaited = false;

  get length(): number {
    return this.#works.length;
  }

  /** Resolves as soon as something waits. */
  async news(): Promise<void> {
    await this.#news.promise;
  }

  /** Resolves with what it is answered. @throws NinesError `SERVER_BUSY` where too much waits already */
  async add(task: Task): Promise<Incident | undefined> {
    const alerts = sizeOf(task);
    const isFull = this.#works.length >= MOST_WORKS || (this.#alerts > 0 && this.#alerts + alerts > MOST_ALERTS);
    if (this.#isClosed || isFull) throw busy(this.#works.length);
    const { promise, resolve, reject } = Promise.withResolvers<Incident | undefined>();
    this.#works.push({ task, resolve, reject });
    this.#alerts += alerts;
    this.#news.resolve(undefined);
    return promise;
  }

  /** What is to be decided about now, in the order in which it came; what people want without alerts, where both wait. */
  take(): readonly Work[] {
    const taken = new Set<Work>();
    const isPeoplesTurn = !this.#alertsWaited && this.#works.some(({ task }) => task.kind === 'command');
    this.#alertsWaited = isPeoplesTurn && this.#alerts > 0;
    let alerts = 0;
    let isEnough = isPeoplesTurn;
    for (const work of this.#works) {
      const size = sizeOf(work.task);
      isEnough ||= alerts > 0 && alerts + size > ALERTS_AT_ONCE;
      if (size > 0 && isEnough) continue;
      alerts += size;
      taken.add(work);
    }
    const works = this.#works.filter((work) => taken.has(work));
    this.#works = this.#works.filter((work) => !taken.has(work));
    this.#alerts -= alerts;
    if (this.#works.length === 0) this.#news = Promise.withResolvers();
    return works;
  }

  /** Refuses what waits, and whatever comes. */
  close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#works) reject(busy(0));
    this.#works = [];
    this.#alerts = 0;
  }
}

function sizeOf(task: Task): number {
  return task.kind === 'alerts' ? task.alerts.length : 0;
}

function busy(waiting: number): NinesError {
  return new NinesError(
    'SERVER_BUSY',
    'Too much waits to be decided about, or the server ends: try again in a moment',
    {
      details: { waiting },
    },
  );
}
