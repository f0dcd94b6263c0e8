/** What a Prometheus would have recorded of an objective: increases every five seconds while it runs. */
import { NinesError } from '@nines/kernel';
import { BLOCK_MS } from '@nines/store';
import type { Counted, ObjectiveBlock } from '@nines/store';
import type { CountedBy, Counts } from '../objectives/counts.ts';

const STEP_MS = 5_000;

interface RecordedIncrease {
  readonly atMs: number;
  readonly total: number;
  readonly bad: number;
}

export class SimulatedCounts implements Counts {
  /** Whether it answers. It may record all the same. */
  answers = true;
  /** What is waited for before it says what was counted between two moments. */
  delay: () => Promise<void> = () => Promise.resolve();
  readonly #recorded = new Map<string, RecordedIncrease[]>();

  /** Records so many events, of which so many are bad, at every evaluation from one moment to another. */
  record(id: string, { fromMs, toMs, total, bad }: { fromMs: number; toMs: number; total: number; bad: number }): void {
    const increases = this.#recorded.get(id) ?? [];
    for (let atMs = Math.floor(fromMs / STEP_MS + 1) * STEP_MS; atMs <= toMs; atMs += STEP_MS) {
      increases.push({ atMs, total, bad });
    }
    this.#recorded.set(id, increases);
  }

  /** Every block that is complete at `nowMs`, oldest first, by objective. */
  completeBlocks(nowMs: number): readonly ObjectiveBlock[] {
    return this.#blocksBetween(-Infinity, Math.floor(nowMs / BLOCK_MS) * BLOCK_MS);
  }

  async blocks(fromMs: number, toMs: number): Promise<readonly ObjectiveBlock[]> {
    await this.#answer();
    return this.#blocksBetween(fromMs, toMs);
  }

  async between(fromMs: number, toMs: number): Promise<CountedBy> {
    await this.#answer();
    await this.delay();
    return this.#sumsBetween(fromMs, toMs);
  }

  async ratiosBetween(fromMs: number, toMs: number): Promise<CountedBy> {
    await this.#answer();
    return this.#sumsBetween(fromMs, toMs);
  }

  #sumsBetween(fromMs: number, toMs: number): CountedBy {
    const counted = [...this.#recorded].flatMap(([id, increases]) => {
      const inside = increases.filter(({ atMs }) => atMs > fromMs && atMs <= toMs);
      return inside.length === 0 ? [] : [[id, sumOf(inside)] as const];
    });
    return new Map(counted);
  }

  #blocksBetween(fromMs: number, toMs: number): readonly ObjectiveBlock[] {
    return [...this.#recorded]
      .sort(([one], [other]) => one.localeCompare(other))
      .flatMap(([id, increases]) => {
        const byBlock = Map.groupBy(increases, ({ atMs }) => Math.ceil(atMs / BLOCK_MS) * BLOCK_MS - BLOCK_MS);
        const [service = '', slo = ''] = id.split('/');
        return [...byBlock]
          .filter(([startMs]) => startMs >= fromMs && startMs < toMs)
          .map(([startMs, inside]) => ({ service, slo, startMs, ...sumOf(inside) }));
      });
  }

  async #answer(): Promise<void> {
    await Promise.resolve();
    if (!this.answers) throw new NinesError('SERVER_PART_AWAY', 'Prometheus does not answer');
  }
}

function sumOf(increases: readonly RecordedIncrease[]): Counted {
  const sum = (figure: 'total' | 'bad'): number => increases.reduce((so, each) => so + each[figure], 0);
  return { total: sum('total'), bad: sum('bad'), coveredSeconds: (increases.length * STEP_MS) / 1_000 };
}
