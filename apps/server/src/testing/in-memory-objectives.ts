/** Objectives of a platform in memory, behind a database that comes and goes. */
import { NinesError } from '@nines/kernel';
import type { NewEvent } from '@nines/kernel';
import { BLOCK_MS } from '@nines/store';
import type {
  Bin,
  Binning,
  BlockRange,
  ObjectiveBlock,
  ObjectiveKey,
  ObjectiveState,
  ObjectiveStore,
  StateChange,
} from '@nines/store';

/** `lost`: it does what it is told, but its answer does not arrive. */
export type DatabaseMood = 'well' | 'away' | 'lost';

export class InMemoryObjectives implements ObjectiveStore {
  mood: DatabaseMood = 'well';
  /** In the order in which they were recorded. */
  readonly events: NewEvent[] = [];
  readonly #blocks = new Map<string, ObjectiveBlock>();
  readonly #states = new Map<string, ObjectiveState>();

  /** Oldest first, by objective. */
  blocks(): readonly ObjectiveBlock[] {
    return [...this.#blocks.values()].sort(
      (one, other) => keyOf(one).localeCompare(keyOf(other)) || one.startMs - other.startMs,
    );
  }

  /** As a state of that moment, which is put back, has it. */
  forgetSince(ms: number): void {
    for (const [key, { startMs }] of this.#blocks) if (startMs >= ms) this.#blocks.delete(key);
  }

  async writeBlocks(blocks: readonly ObjectiveBlock[]): Promise<void> {
    await this.#do(() => {
      for (const block of blocks) {
        const key = `${keyOf(block)}@${block.startMs}`;
        const known = this.#blocks.get(key);
        if (block.coveredSeconds > (known?.coveredSeconds ?? -1)) this.#blocks.set(key, block);
      }
    });
  }

  async newestBlock(beforeMs: number): Promise<number | undefined> {
    return await this.#do(() => {
      const starts = this.blocks().flatMap(({ startMs }) => (startMs < beforeMs ? [startMs] : []));
      return starts.length === 0 ? undefined : Math.max(...starts);
    });
  }

  async readBlocks(range: BlockRange): Promise<readonly ObjectiveBlock[]> {
    return await this.#do(() => this.#in(range));
  }

  async readBins(range: BlockRange, { binMs, fine }: Binning): Promise<readonly Bin[]> {
    return await this.#do(() => {
      const bins = new Map<number, Bin>();
      for (const { startMs, total, bad, coveredSeconds } of this.#in(range)) {
        const isFine = fine.some(({ fromMs, toMs }) => startMs >= fromMs && startMs < toMs);
        const lengthMs = isFine ? BLOCK_MS : binMs;
        const binStartMs = Math.floor(startMs / lengthMs) * lengthMs;
        const before = bins.get(binStartMs) ?? { total: 0, bad: 0, coveredSeconds: 0 };
        bins.set(binStartMs, {
          startMs: Math.max(binStartMs, range.fromMs),
          endMs: Math.min(binStartMs + lengthMs, range.toMs),
          total: before.total + total,
          bad: before.bad + bad,
          coveredSeconds: before.coveredSeconds + coveredSeconds,
        });
      }
      return [...bins.values()];
    });
  }

  async pruneBlocks(beforeMs: number): Promise<number> {
    return await this.#do(() => {
      const old = [...this.#blocks].filter(([, { startMs }]) => startMs < beforeMs);
      for (const [key] of old) this.#blocks.delete(key);
      return old.length;
    });
  }

  async states(): Promise<readonly ObjectiveState[]> {
    return await this.#do(() => [...this.#states.values()]);
  }

  async changeState({ service, slo, from, to }: StateChange, events: readonly NewEvent[]): Promise<boolean> {
    return await this.#do(() => {
      const key = keyOf({ service, slo });
      const isExpected = JSON.stringify(this.#states.get(key)?.state ?? null) === JSON.stringify(from);
      if (isExpected) {
        this.#states.set(key, { service, slo, state: to });
        this.events.push(...events);
      }
      return isExpected;
    });
  }

  #in({ service, slo, fromMs, toMs }: BlockRange): readonly ObjectiveBlock[] {
    return this.blocks().filter(
      (block) => block.service === service && block.slo === slo && block.startMs >= fromMs && block.startMs < toMs,
    );
  }

  async #do<T>(work: () => T): Promise<T> {
    await Promise.resolve();
    const away = new NinesError('STORE_UNREACHABLE', 'PostgreSQL does not serve now');
    if (this.mood === 'away') throw away;
    const result = work();
    if (this.mood === 'lost') throw away;
    return result;
  }
}

function keyOf({ service, slo }: ObjectiveKey): string {
  return `${service}/${slo}`;
}
