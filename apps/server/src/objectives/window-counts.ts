/** What was counted in the windows of burn rates: the long ones, which cost most and change least, are asked less often. */
import type { Clock } from '@nines/kernel';
import type { Counts, RatioBy } from './counts.ts';

/** Longer windows are long, ms. */
const LONG_MS = 2 * 3_600_000;
/** Between two questions about a long window, ms. */
const LONG_EVERY_MS = 60_000;

interface Answer {
  readonly sums: RatioBy;
  readonly askedMs: number;
}

export class WindowCounts {
  readonly #counts: Pick<Counts, 'window'>;
  readonly #clock: Clock;
  #answers: ReadonlyMap<number, Answer> = new Map();

  constructor(counts: Pick<Counts, 'window'>, clock: Clock) {
    this.#counts = counts;
    this.#clock = clock;
  }

  /** By length in ms. One after the other: Prometheus has more to do than this. Rejects where it is away. */
  async ask(lengthsMs: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, RatioBy>> {
    const answers = new Map<number, Answer>();
    for (const lengthMs of lengthsMs) {
      const nowMs = this.#clock.monotonicMs();
      const last = this.#answers.get(lengthMs);
      const isFresh = lengthMs > LONG_MS && last !== undefined && nowMs - last.askedMs < LONG_EVERY_MS;
      const ask = async (): Promise<Answer> => {
        const sums = await this.#counts.window(lengthMs, this.#clock.now(), signal);
        return { sums, askedMs: nowMs };
      };
      answers.set(lengthMs, isFresh ? last : await ask());
    }
    this.#answers = answers;
    return new Map([...answers].map(([lengthMs, { sums }]) => [lengthMs, sums]));
  }
}
