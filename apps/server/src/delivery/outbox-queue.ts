/** What waits in the outbox, as far as it was read, in order. */
import type { DeliveryReport, OutboxLease, OutboxMessage, ThreadReference } from '@nines/kernel';

type Thread = NonNullable<DeliveryReport['thread']>;

/** Of each channel, at once. */
const MOST_READ = 200;

export class OutboxQueue {
  readonly #threads = new Map<string, ThreadReference>();
  #messages: readonly OutboxMessage[] = [];

  channels(): ReadonlyMap<string, readonly OutboxMessage[]> {
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
    this.#messages = messages;
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
      return isOpen ? [{ ...message, state, attempts, dueAt, sentAt, failure, bundle }] : [];
    });
    for (const { thread } of reports) if (thread !== undefined) this.#keep(thread);
  }

  #keep({ channel, incident, reference }: Thread): void {
    this.#threads.set(keyOf(channel, incident), reference);
  }
}

function keyOf(channel: string, incident: number): string {
  return `${incident} ${channel}`;
}
