/** What the server tells Prometheus of how messages were delivered, and how fast pages were. */
import { LOUD_REASONS } from '@nines/kernel';
import type { DeliveryResult, OutboxMessage } from '@nines/kernel';
import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

export interface DeliveryMetricsOptions {
  /** All that can be told something: of those that were told nothing it is 0. */
  readonly channels: () => readonly string[];
}

interface Attempted {
  readonly channel: string;
  readonly messages: readonly Pick<OutboxMessage, 'decidedAt' | 'notification'>[];
}

const RESULTS: readonly DeliveryResult['outcome'][] = ['sent', 'failed', 'refused'];
const BUCKETS_SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3_600];

export class DeliveryMetrics {
  readonly #attempts: Counter<'channel' | 'result'>;
  readonly #pages: Histogram<'channel'>;

  /** Adds them to what is told already. */
  constructor(registry: Registry, { channels }: DeliveryMetricsOptions) {
    const registers = [registry];
    this.#attempts = new Counter({
      name: 'nines_delivery_attempts_total',
      help: 'Attempts to tell a channel something, by how they ended',
      labelNames: ['channel', 'result'],
      registers,
      collect() {
        for (const channel of channels()) for (const result of RESULTS) this.inc({ channel, result }, 0);
      },
    });
    this.#pages = new Histogram({
      name: 'nines_page_delivery_seconds',
      help: 'From the decision to page people of something real until the channel had taken it',
      labelNames: ['channel'],
      buckets: BUCKETS_SECONDS,
      registers,
    });
  }

  /** @param nowMs - when it ended, by the wall clock */
  attempted({ channel, messages }: Attempted, result: DeliveryResult, nowMs: number): void {
    this.#attempts.inc({ channel, result: result.outcome });
    if (result.outcome !== 'sent') return;
    for (const { decidedAt } of messages.filter(isPage)) {
      this.#pages.observe({ channel }, Math.max(nowMs - Date.parse(decidedAt), 0) / 1_000);
    }
  }
}

function isPage({ notification }: Attempted['messages'][number]): boolean {
  if (notification.kind !== 'incident' || !LOUD_REASONS.includes(notification.reason)) return false;
  return notification.incident.severity !== 4 && notification.incident.drill === null;
}
