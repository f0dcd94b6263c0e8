/** What commands were answered: the same key again is answered the same, and changes nothing. */
import { fingerprintOf } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { AnsweredCommand, Incident, IncidentCommand, IncidentStore } from '@nines/kernel';
import type { Work } from './desk-queue.ts';

/** The latest are kept here: whoever asks again does so soon, mostly. */
const REMEMBERED = 500;

export class Answers {
  readonly #store: () => Pick<IncidentStore, 'answered'>;
  readonly #latest = new Map<string, AnsweredCommand>();

  constructor(store: () => Pick<IncidentStore, 'answered'>) {
    this.#store = store;
  }

  keep(answered: readonly AnsweredCommand[]): void {
    for (const answer of answered) this.#latest.set(answer.key, answer);
    for (const key of this.#latest.keys()) {
      if (this.#latest.size <= REMEMBERED) break;
      this.#latest.delete(key);
    }
  }

  /** Somebody else wrote, who may have put back an earlier state. */
  forget(): void {
    this.#latest.clear();
  }

  /** Answers commands that were answered before, or refuses them; returns everything else. */
  async unanswered(works: readonly Work[]): Promise<readonly Work[]> {
    const known = await this.#known(works.flatMap(({ task }) => (task.kind === 'command' ? [task.command.key] : [])));
    return works.filter(({ task, resolve, reject }) => {
      const before = task.kind === 'command' ? known.get(task.command.key) : undefined;
      if (task.kind !== 'command' || before === undefined) return true;
      if (before.fingerprint === fingerprintOf(task.command)) resolve(before.answer as Incident);
      else reject(reused(task.command));
      return false;
    });
  }

  async #known(keys: readonly string[]): Promise<ReadonlyMap<string, AnsweredCommand>> {
    const unknown = keys.filter((key) => !this.#latest.has(key));
    const kept = unknown.length === 0 ? [] : await this.#store().answered(unknown);
    const latest = keys.flatMap((key) => this.#latest.get(key) ?? []);
    return new Map([...kept, ...latest].map((answer) => [answer.key, answer]));
  }
}

function reused({ key }: IncidentCommand): NinesError {
  return new NinesError('API_KEY_REUSED', `The key ${key} was used for something else`, { details: { key } });
}
