/**
 * From Prometheus, which keeps weeks, to the database, which keeps years: what objectives counted, five minutes at a
 * time. The newest block that is stored says where to go on, so that whoever of the three was away, nothing is counted
 * twice, and nothing is lost that Prometheus still has.
 */
import { BLOCK_MS } from '@nines/slo/budgets';
import type { Clock } from '@nines/kernel';
import type { ObjectiveBlock, ObjectiveStore } from '@nines/store';
import type { Counts } from './counts.ts';

export interface BlockKeeperOptions {
  readonly counts: Pick<Counts, 'blocks'>;
  readonly clock: Pick<Clock, 'now'>;
  /** All blocks that begin between two moments, ms since the epoch, are stored now: these. */
  readonly onBlocks: (blocks: readonly ObjectiveBlock[], fromMs: number, untilMs: number) => void;
  /** Between two moments Prometheus has nothing of any objective. Told when there is something again. */
  readonly onGap: (fromMs: number, toMs: number) => void;
}

export interface KeepOptions {
  readonly store: Pick<ObjectiveStore, 'newestBlock' | 'writeBlocks'>;
  /** How far back Prometheus can know anything, ms. */
  readonly retentionMs: number;
  /** How many objectives there may be: the more, the less time is asked for at once. */
  readonly objectives: number;
}

/** A block is taken when every evaluation that belongs to it has been written, ms. */
const SETTLE_MS = 60_000;
/** Asked for at once: as many figures as are read in some hundredths of a second. */
const POINTS = 20_000;
const MOST_BLOCKS = 288;

export class BlockKeeper {
  readonly #options: BlockKeeperOptions;
  /** Before this moment all blocks were looked for. */
  #untilMs: number | undefined;
  /** Where the newest block ends. */
  #countedUntilMs: number | undefined;
  /** What is stored may lack blocks from here on, however new the newest is. */
  #doubtedFromMs: number | undefined;

  constructor(options: BlockKeeperOptions) {
    this.#options = options;
  }

  /** A state of this moment was put back: what was stored since is gone, and is looked for once more. ms since the epoch */
  goBackTo(ms: number): void {
    this.#doubtedFromMs = Math.min(floorToBlock(ms) - BLOCK_MS, this.#doubtedFromMs ?? Infinity);
  }

  /**
   * Takes what is complete. Rejects where database or Prometheus are away; what was taken until then is kept.
   *
   * @returns the moment before which all blocks are stored, ms since the epoch
   */
  async keep({ store, retentionMs, objectives }: KeepOptions, signal: AbortSignal): Promise<number> {
    const nowMs = this.#options.clock.now();
    const endMs = floorToBlock(nowMs - SETTLE_MS);
    const oldestMs = floorToBlock(nowMs - retentionMs) + BLOCK_MS;
    const pieceMs = BLOCK_MS * Math.min(Math.max(Math.floor(POINTS / Math.max(objectives, 1)), 1), MOST_BLOCKS);
    const doubtedMs = this.#doubtedFromMs;
    const resumedMs = Math.min(await this.#resume(store, endMs), doubtedMs ?? Infinity);
    let fromMs = Math.min(Math.max(resumedMs, oldestMs), endMs);
    this.#untilMs = fromMs;
    while (fromMs < endMs && !signal.aborted) {
      const toMs = Math.min(fromMs + pieceMs, endMs);
      const blocks = await this.#options.counts.blocks(fromMs, toMs, signal);
      await store.writeBlocks(blocks);
      this.#untilMs = toMs;
      this.#options.onBlocks(blocks, fromMs, toMs);
      this.#tellGaps(blocks);
      fromMs = toMs;
    }
    if (fromMs >= endMs && this.#doubtedFromMs === doubtedMs) this.#doubtedFromMs = undefined;
    return fromMs;
  }

  /**
   * Where nothing was stored though it was looked for, Prometheus had nothing, and never will. After a clock was set back
   * that is worth nothing, and neither are blocks of times to come; nor where what was stored is not there any more.
   */
  async #resume(store: KeepOptions['store'], endMs: number): Promise<number> {
    const newestMs = await store.newestBlock(endMs);
    const storedMs = newestMs === undefined ? undefined : newestMs + BLOCK_MS;
    const isLess = (storedMs ?? -Infinity) < (this.#countedUntilMs ?? -Infinity);
    this.#countedUntilMs = storedMs;
    const isLooked = this.#untilMs !== undefined && this.#untilMs <= endMs && !isLess;
    return Math.max(storedMs ?? -Infinity, isLooked ? (this.#untilMs ?? -Infinity) : -Infinity);
  }

  #tellGaps(blocks: readonly ObjectiveBlock[]): void {
    const starts = new Set(blocks.map(({ startMs }) => startMs));
    for (const startMs of [...starts].sort((one, other) => one - other)) {
      if (this.#countedUntilMs !== undefined && startMs > this.#countedUntilMs) {
        this.#options.onGap(this.#countedUntilMs, startMs);
      }
      this.#countedUntilMs = startMs + BLOCK_MS;
    }
  }
}

function floorToBlock(ms: number): number {
  return Math.floor(ms / BLOCK_MS) * BLOCK_MS;
}
