/** Asks whoever raised alerts whether they claim them still: once for all who want to know at the same time. */
import { verdicts } from '@nines/incidents';
import type { AskedAlert, Verdict, VerdictSources } from '@nines/incidents';

export type VerdictOf = (alert: AskedAlert) => Verdict;

export interface AskedVerdictsOptions {
  readonly isDetected: NonNullable<VerdictSources['isDetected']>;
  /** Undefined where Prometheus does not answer. */
  readonly rules: () => Promise<VerdictSources['rules']>;
  readonly intakes: () => VerdictSources['intakes'];
}

export class AskedVerdicts {
  readonly #options: AskedVerdictsOptions;
  #asking: Promise<unknown> = Promise.resolve();
  #next: Promise<VerdictOf> | undefined;

  constructor(options: AskedVerdictsOptions) {
    this.#options = options;
  }

  /** What they say at some time after this was called. */
  async ask(): Promise<VerdictOf> {
    this.#next ??= this.#askNext();
    return this.#next;
  }

  async #askNext(): Promise<VerdictOf> {
    await this.#asking;
    this.#next = undefined;
    const { intakes, isDetected } = this.#options;
    const rules = this.#options.rules();
    this.#asking = rules.catch(() => undefined);
    return verdicts({ isDetected, rules: await rules, intakes: intakes() });
  }
}
