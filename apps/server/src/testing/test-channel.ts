/** A channel that tests look into: takes what it is given, fails, hangs or throttles as it is told. */
import type { ChannelTraits, Clock, DeliveryResult, Notification, Notifier, ThreadReference } from '@nines/kernel';

export interface TakenMessage {
  readonly keys: readonly string[];
  /** `1 triggered`: number of the incident and reason; the title of a plain one. */
  readonly said: readonly string[];
  readonly thread: ThreadReference | undefined;
  readonly atMs: number;
}

/** What it answers: `up` takes everything; a function decides about each. */
export type Behaviour = 'up' | 'down' | 'hanging' | ((taken: TakenMessage) => DeliveryResult);

const EAGER: ChannelTraits = { bundles: 1, supersedes: false, pace: { burst: 1_000, perMs: 1 } };

export class TestChannel implements Notifier {
  readonly channel: string;
  readonly traits: ChannelTraits;
  behaviour: Behaviour = 'up';
  /** Attempts of any outcome. */
  readonly attempts: TakenMessage[] = [];
  /** What was taken. */
  readonly taken: TakenMessage[] = [];
  readonly #clock: Pick<Clock, 'now'>;

  constructor(channel: string, clock: Pick<Clock, 'now'>, traits: Partial<ChannelTraits> = {}) {
    this.channel = channel;
    this.traits = { ...EAGER, ...traits };
    this.#clock = clock;
  }

  /** All that was said, in order. */
  get said(): readonly string[] {
    return this.taken.flatMap(({ said }) => said);
  }

  async deliver(
    notifications: readonly Notification[],
    thread: ThreadReference | undefined,
    _signal?: AbortSignal,
  ): Promise<DeliveryResult> {
    const [keys, said] = [notifications.map(({ key }) => key), notifications.map(sayingOf)];
    const message = { keys, said, thread, atMs: this.#clock.now() };
    this.attempts.push(message);
    const { behaviour } = this;
    if (behaviour === 'hanging') return await new Promise(() => undefined);
    if (behaviour === 'down') return { outcome: 'failed', reason: 'HTTP 503' };
    const result = behaviour === 'up' ? this.#take(message) : behaviour(message);
    if (result.outcome === 'sent') this.taken.push(message);
    return result;
  }

  /** As a chat does: each message of one incident can be followed. */
  #take({ thread }: TakenMessage): DeliveryResult {
    return { outcome: 'sent', thread: thread ?? { message: this.taken.length + 1 } };
  }
}

function sayingOf(notification: Notification): string {
  return notification.kind === 'plain' ? notification.title : `${notification.incident.number} ${notification.reason}`;
}
