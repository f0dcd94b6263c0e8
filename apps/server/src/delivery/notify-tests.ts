/** Tests that are sent to channels, as anything else that is told. */
import type { NotifyTestList } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { Clock, IncidentStore, NewMessage } from '@nines/kernel';
import type { NotifyTests as NotifyTestsSource } from '../http/routes/incident-sources.ts';
import { describeMessage } from '../incidents/describe-message.ts';

export interface NotifyTestsOptions {
  readonly store: () => Pick<IncidentStore, 'messages' | 'tell'>;
  /** Names of all that are configured. */
  readonly channels: () => readonly string[];
  readonly platform: () => string;
  readonly newId: () => string;
  readonly clock: Clock;
}

export class NotifyTests implements NotifyTestsSource {
  readonly #options: NotifyTestsOptions;

  constructor(options: NotifyTestsOptions) {
    this.#options = options;
  }

  /** @throws NinesError `NOTIFY_UNKNOWN_CHANNEL`, also where none is configured */
  async begin(asked: readonly string[], by: string): Promise<NotifyTestList['data']> {
    const { clock, newId, platform, store } = this.#options;
    const channels = this.#chosen(asked);
    const at = new Date(clock.now()).toISOString();
    const messages = channels.map((channel): NewMessage => {
      const title = `Test from ${platform()}`;
      const text = `${by} tries whether messages arrive on ${channel}. There is nothing to do.`;
      return { channel, notification: { kind: 'plain', key: `test:${newId()}`, title, text, at } };
    });
    await store().tell(messages);
    return this.look(messages.map(({ notification }) => notification.key));
  }

  async look(keys: readonly string[]): Promise<NotifyTestList['data']> {
    const tests = keys.filter((key) => key.startsWith('test:'));
    const messages = await this.#options.store().messages(tests);
    return messages.map((message) => ({ ...describeMessage(message), key: message.notification.key }));
  }

  #chosen(asked: readonly string[]): readonly string[] {
    const known = this.#options.channels();
    const unknown = asked.filter((channel) => !known.includes(channel));
    const there = known.length === 0 ? 'nines.yaml configures none under `notify`' : `there are ${known.join(', ')}`;
    if (unknown.length > 0)
      throw new NinesError('NOTIFY_UNKNOWN_CHANNEL', `${unknown.join(', ')} is no channel; ${there}`);
    if (known.length === 0) throw new NinesError('NOTIFY_UNKNOWN_CHANNEL', `nobody can be told: ${there}`);
    return asked.length > 0 ? [...new Set(asked)] : known;
  }
}
