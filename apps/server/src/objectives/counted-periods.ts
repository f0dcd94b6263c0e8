/**
 * What every objective counted in its period, in memory: some hundred figures each. Blocks are added as they are stored;
 * now and then everything is read from the database again, which keeps the figures few and right.
 */
import { BLOCK_MS, objectiveId } from '@nines/slo/budgets';
import type { Block, Interval, Objective } from '@nines/slo';
import type { ObjectiveBlock, ObjectiveStore } from '@nines/store';
import { asBlock, fineTime } from './binning.ts';

export interface CountedObjective {
  readonly objective: Objective;
  /** Interruptions of its service that were agreed on. */
  readonly maintenance: readonly Interval[];
  /** How much time one sample of what is recorded of it stands for. */
  readonly stepSeconds: number;
}

interface Known {
  readonly blocks: Block[];
  /** What was asked for: another period is another question. */
  readonly question: string;
  readonly readAtMs: number;
}

const REREAD_MS = 3_600_000;
/** A hundredth of what is only old is read again at a time. */
const SHARE = 100;

export class CountedPeriods {
  readonly #known = new Map<string, Known>();
  #untilMs = -Infinity;

  /** All blocks up to here are in, ms since the epoch. */
  get untilMs(): number {
    return this.#untilMs;
  }

  /** Of its period, and of the windows of its burn rates; undefined where they were not read yet. */
  blocksOf(objective: Objective): readonly Block[] | undefined {
    return this.#known.get(objectiveId(objective))?.blocks;
  }

  /** These blocks were stored: all that begin between the two moments. */
  add(blocks: readonly ObjectiveBlock[], fromMs: number, untilMs: number): void {
    this.#mustBeAt(fromMs);
    for (const block of blocks) {
      const known = this.#known.get(objectiveId({ service: block.service, name: block.slo }));
      known?.blocks.push(asBlock({ ...block, endMs: block.startMs + BLOCK_MS }));
    }
    this.#untilMs = untilMs;
  }

  /**
   * Reads what is not known, or not known well any more, and forgets objectives that are not there any more. Rejects
   * where the database is away; what was known stays.
   *
   * @param nowMs - ms since the epoch
   * @param untilMs - all blocks that begin before are stored
   */
  async refresh(
    store: Pick<ObjectiveStore, 'readBins'>,
    objectives: readonly CountedObjective[],
    nowMs: number,
    untilMs: number,
  ): Promise<void> {
    this.#mustBeAt(untilMs);
    const keys = new Set(objectives.map(({ objective }) => objectiveId(objective)));
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
    let oldOnes = Math.ceil(objectives.length / SHARE);
    for (const counted of objectives) {
      const known = this.#known.get(objectiveId(counted.objective));
      const isWrong = known?.question !== questionOf(counted);
      const isOld = !isWrong && Math.abs(nowMs - known.readAtMs) >= REREAD_MS;
      if (!isWrong && !(isOld && oldOnes > 0)) continue;
      if (isOld) oldOnes -= 1;
      await this.#read(store, counted, nowMs);
    }
  }

  async #read(store: Pick<ObjectiveStore, 'readBins'>, counted: CountedObjective, nowMs: number): Promise<void> {
    const { objective, maintenance } = counted;
    const { fromMs, ...binning } = fineTime(objective, maintenance, nowMs);
    const { service, name: slo } = objective;
    const bins = await store.readBins({ service, slo, fromMs, toMs: this.#untilMs }, binning);
    this.#known.set(objectiveId(objective), {
      blocks: bins.map(asBlock),
      question: questionOf(counted),
      readAtMs: nowMs,
    });
  }

  /** Where a clock was set back, or another server has stored something, what is known is not all there is. */
  #mustBeAt(untilMs: number): void {
    if (untilMs !== this.#untilMs) this.#known.clear();
    this.#untilMs = untilMs;
  }
}

function questionOf({ objective: { period }, maintenance }: CountedObjective): string {
  return JSON.stringify([period, maintenance]);
}
