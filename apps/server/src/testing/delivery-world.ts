/** Couriers, channels and an outbox under virtual time. */
import type { NewMessage, Notifier, TellingReason } from '@nines/kernel';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { someIncident, someNotification } from '@nines/testkit/incident-samples';
import { InMemoryIncidentStore } from '@nines/testkit/incident-store';
import { Courier } from '../delivery/courier.ts';
import type { CourierOptions } from '../delivery/courier.ts';
import { VirtualClock } from './virtual-clock.ts';

const BEGINNING = Date.parse('2026-01-02T03:00:00.000Z');

export class DeliveryWorld {
  readonly clock = new VirtualClock();
  readonly events = new InMemoryEventLog(this.clock);
  readonly store = new InMemoryIncidentStore({ clock: this.clock, events: this.events, pollMs: 60_000 });
  readonly channels: ReadonlyMap<string, Notifier>;
  readonly #stops: AbortController[] = [];

  constructor(channels: (clock: VirtualClock) => readonly Notifier[]) {
    this.channels = new Map(channels(this.clock).map((channel) => [channel.channel, channel]));
  }

  /** At the beginning of the virtual day. */
  async begin(): Promise<void> {
    await this.clock.goTo(BEGINNING);
    this.startCourier();
  }

  startCourier(options: Partial<CourierOptions> = {}): AbortController {
    const stop = new AbortController();
    const { clock, store } = this;
    const [notifiers, log] = [() => this.channels, () => undefined];
    void new Courier({ store, notifiers, clock, log, random: () => 0.9, ...options }).run(stop.signal);
    this.#stops.push(stop);
    return stop;
  }

  /** Decides to say, on each of these channels, e.g. `1 triggered`. */
  async say(saying: string, ...channels: readonly string[]): Promise<void> {
    const at = new Date(this.clock.now()).toISOString();
    await this.store.tell(channels.map((channel) => messageOf(saying, channel, at)));
  }

  async pass(ms: number): Promise<void> {
    await this.clock.goTo(this.clock.now() + ms);
  }

  async end(): Promise<void> {
    for (const stop of this.#stops) stop.abort();
    await this.pass(20_000);
  }
}

function messageOf(saying: string, channel: string, at: string): NewMessage {
  const [number, reason] = [Number(saying.split(' ')[0]), saying.split(' ')[1] as TellingReason];
  const notification = someNotification({
    incident: someIncident({ number }),
    reason,
    key: `${channel}/${saying}/${at}`,
    at,
  });
  return { channel, notification };
}
