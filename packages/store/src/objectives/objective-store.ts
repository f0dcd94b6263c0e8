/** What is kept of the objectives of one platform: what they counted, in blocks of five minutes, and how they stand. */
import type { NewEvent } from '@nines/kernel';

/** Length of a block, ms. Blocks begin at multiples of it since the epoch. */
export const BLOCK_MS = 300_000;

/** Names an objective within its platform. */
export interface ObjectiveKey {
  readonly service: string;
  readonly slo: string;
}

/** Units: events, or seconds where an objective is observed by time. */
export interface Counted {
  readonly total: number;
  readonly bad: number;
  /** For how long there was anything to count by. */
  readonly coveredSeconds: number;
}

export interface ObjectiveBlock extends ObjectiveKey, Counted {
  /** Beginning, ms since the epoch: a multiple of `BLOCK_MS`. */
  readonly startMs: number;
}

/** Blocks that begin at or after `fromMs` and before `toMs`. */
export interface BlockRange extends ObjectiveKey {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Blocks put together, for a look at a long time. */
export interface Binning {
  /** A multiple of `BLOCK_MS`. Bins begin at multiples of it since the epoch. */
  readonly binMs: number;
  /** In which blocks stay as they are. Their borders are those of bins. */
  readonly fine: readonly Span[];
}

/** Half open. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What was counted from `startMs` until before `endMs`. */
export interface Bin extends Counted {
  readonly startMs: number;
  readonly endMs: number;
}

/** How an objective stands, as JSON: what is in there is decided elsewhere. */
export interface ObjectiveState extends ObjectiveKey {
  readonly state: unknown;
}

export interface StateChange extends ObjectiveKey {
  /** What it was, null before the first time. */
  readonly from: unknown;
  readonly to: unknown;
}

/** All methods reject with `STORE_UNREACHABLE` while the server is away; repeating them later is harmless. */
export interface ObjectiveStore {
  /** Of two blocks of the same five minutes the one that covers more stays, the older one where both cover the same. */
  writeBlocks(blocks: readonly ObjectiveBlock[]): Promise<void>;
  /** Beginning of the newest block of any objective before `beforeMs`; undefined where there is none. */
  newestBlock(beforeMs: number): Promise<number | undefined>;
  /** Oldest first. */
  readBlocks(range: BlockRange): Promise<readonly ObjectiveBlock[]>;
  /** The same, as bins: those at the ends of the range hold what of them lies in it. */
  readBins(range: BlockRange, binning: Binning): Promise<readonly Bin[]>;
  /** Deletes blocks that begin before `beforeMs`, at most `limit` of each objective; returns how many. */
  pruneBlocks(beforeMs: number, limit: number): Promise<number>;
  /** Of those whose state was decided once. */
  states(): Promise<readonly ObjectiveState[]>;
  /** Keeps the new state and the events that explain it together. False, and neither, where the state is not `from` any more. */
  changeState(change: StateChange, events: readonly NewEvent[]): Promise<boolean>;
}
