/** What waits in the outbox, as far as it was read, in order. */
import type { Clock, DeliveryReport, OutboxLease, OutboxMessage, ThreadReference } from '@nines/kernel';
import { LONGEST_WAIT_MS } from './backoff.ts';

export interface QueuedMessage extends OutboxMessage {
  /** Not before, ms of the monotonic clock. */
  readonly dueMs: number;
}

type Thread = NonNullable<DeliveryReport['thread']>;

/** Of each channel, at once. */
const MOST_READ = 200;

export class OutboxQueue {
  readonly #clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly #threads = new Map<string, ThreadReference>();
  #messages: readonly QueuedMessage[] = [];

  constructor(clock: Pick<Clock, 'now' | 'monotonicMs'>) {
    this.#clock = clock;
  }

  channels(): ReadonlyMap<string, readonly QueuedMessage[]> {
    return Map.groupBy(this.#messages, ({ channel }) => channel);
  }

  threadOf(channel: string, incident: number): ThreadReference | undefined {
    return this.#threads.get(keyOf(channel, incident));
  }

  /** Reads it anew. */
  async read(lease: OutboxLease): Promise<void> {
    const messages = await lease.pending(MOST_READ);
    const incidents = new Set(messages.flatMap(({ incident }) => (incident === null ? [] : [incident])));
    const threads = incidents.size === 0 ? [] : await lease.threads([...incidents]);
    this.#threads.clear();
    for (const thread of threads) this.#keep(thread);
    const known = new Map(this.#messages.map((message) => [message.id, message]));
    this.#messages = messages.map((message) => {
      const same = known.get(message.id);
      return { ...message, dueMs: same?.dueAt === message.dueAt ? same.dueMs : this.#dueMs(message) };
    });
  }

  clear(): void {
    this.#messages = [];
  }

  apply(reports: readonly DeliveryReport[]): void {
    const byId = new Map(reports.flatMap((report) => report.ids.map((id) => [id, report] as const)));
    this.#messages = this.#messages.flatMap((message) => {
      const report = byId.get(message.id);
      if (report === undefined) return [message];
      const { state, attempts, dueAt, sentAt, failure, bundle } = report;
      const isOpen = state === 'pending' || state === 'sending';
      if (!isOpen) return [];
      const dueMs = dueAt === message.dueAt ? message.dueMs : this.#dueMs({ attempts, dueAt });
      return [{ ...message, state, attempts, dueAt, dueMs, sentAt, failure, bundle }];
    });
    for (const { thread } of reports) if (thread !== undefined) this.#keep(thread);
  }

  /** A wait that is longer than any was begun before the clock was set back; what was never tried waits for nothing. */
  #dueMs({ attempts, dueAt }: Pick<OutboxMessage, 'attempts' | 'dueAt'>): number {
    const waitMs = Date.parse(dueAt) - this.#clock.now();
    const isWaiting = attempts > 0 && waitMs > 0 && waitMs <= LONGEST_WAIT_MS;
    return this.#clock.monotonicMs() + (isWaiting ? waitMs : 0);
  }

  #keep({ channel, incident, reference }: Thread): void {
    this.#threads.set(keyOf(channel, incident), reference);
  }
}

function keyOf(channel: string, incident: number): string {
  return `${incident} ${channel}`;
}
