/** How each destination is reached, as the catalog and the secrets say now. */
import { parseDestination } from '@nines/catalog/vocabulary';
import type { Catalog } from '@nines/catalog';
import { channelsOf } from '@nines/incidents';
import { messageOf } from '@nines/kernel';
import type { ChannelTraits, Clock, DeliveryResult, Notifier } from '@nines/kernel';
import { PartlySent } from '@nines/notify';
import { buildNotifier } from './build-notifier.ts';
import type { TelegramMoves } from './telegram-moves.ts';

export interface NotifiersOptions {
  /** Undefined while it is not known yet: then there are none. Another object is another catalog. */
  readonly catalog: () => Catalog | undefined;
  /** Asked at each delivery: a secret that changed holds from then on. Throws where it has no value. */
  readonly secret: (name: string) => string;
  readonly clock: Pick<Clock, 'now' | 'sleep' | 'timeoutSignal'>;
  readonly moves: TelegramMoves;
}

export class Notifiers {
  readonly #options: NotifiersOptions;
  readonly #partly = new PartlySent();
  #catalog: Catalog | undefined;
  #current: ReadonlyMap<string, Notifier> = new Map();

  constructor(options: NotifiersOptions) {
    this.#options = options;
  }

  /** By channel, in the order of `channelsOf`. A channel whose secret has no value fails with that as the reason. */
  current(): ReadonlyMap<string, Notifier> {
    const catalog = this.#options.catalog();
    if (catalog !== this.#catalog) {
      const channels = catalog === undefined ? [] : channelsOf(catalog);
      this.#current = new Map(channels.flatMap((channel) => this.#notifier(channel, catalog)));
      this.#catalog = catalog;
    }
    return this.#current;
  }

  #notifier(channel: string, catalog: Catalog | undefined): readonly (readonly [string, Notifier])[] {
    const { secret, clock, moves } = this.#options;
    const destination = parseDestination(channel);
    if (catalog === undefined || destination === undefined) return [];
    const build = (value: (name: string) => string): Notifier | undefined =>
      buildNotifier(destination, { channel, catalog, secret: value, clock, moves, partly: this.#partly });
    const traits: ChannelTraits | undefined = build((name) => name)?.traits; // which no secret decides
    if (traits === undefined) return [];
    const deliver: Notifier['deliver'] = async (notifications, thread, signal): Promise<DeliveryResult> => {
      const notifier = tried(() => build(secret));
      if ('failure' in notifier) return { outcome: 'failed', reason: notifier.failure };
      return notifier.value.deliver(notifications, thread, signal);
    };
    return [[channel, { channel, traits, deliver }]];
  }
}

/** The failure names a secret, never its value. */
function tried<T>(build: () => T | undefined): { readonly value: T } | { readonly failure: string } {
  try {
    const value = build();
    return value === undefined ? { failure: 'nothing describes it' } : { value };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}
