/** What the server tells Prometheus of what waits to be told. */
import type { WaitingMessages } from '@nines/kernel';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

export interface OutboxMetricsOptions {
  /** Undefined where nobody knows; rejects never, and takes not long. */
  readonly waiting: () => Promise<readonly WaitingMessages[] | undefined>;
  /** All that can be told something. */
  readonly channels: () => readonly string[];
  /** Wall-clock ms. */
  readonly nowMs: () => number;
}

interface Figure {
  readonly name: string;
  readonly help: string;
  readonly of: (waiting: WaitingMessages, nowMs: number) => number;
}

const FIGURES: readonly Figure[] = [
  {
    name: 'nines_outbox_pending',
    help: 'Messages that their channel was not told yet',
    of: ({ count }) => count,
  },
  {
    name: 'nines_outbox_oldest_seconds',
    help: 'How long ago the oldest message was decided that its channel was not told of yet, 0 where there is none',
    of: ({ oldestAt }, nowMs) => Math.max(nowMs - Date.parse(oldestAt), 0) / 1_000,
  },
];

/** Adds them to what is told already. Figures that are not known have no series: 0 would be a claim. */
export function addOutboxMetrics(registry: Registry, { channels, nowMs, waiting }: OutboxMetricsOptions): void {
  for (const { name, help, of } of FIGURES) {
    new Gauge({
      ...{ name, help, labelNames: ['channel'], registers: [registry] },
      async collect() {
        const known = await waiting();
        this.reset();
        if (known === undefined) return;
        for (const channel of channels()) this.set({ channel }, 0);
        for (const each of known) this.set({ channel: each.channel }, of(each, nowMs()));
      },
    });
  }
}
