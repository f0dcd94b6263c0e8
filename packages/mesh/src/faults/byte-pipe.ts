/** One direction of bytes through the faults that strike it, in order, with bounded memory. */
import { ByteStage, type Piece, type Strike } from './byte-stage.ts';

/** What may wait before the sender is stopped: at 100 ms of latency this still lets 10 MB/s through. */
const MAX_WAITING_BYTES = 1_048_576;

export interface BytePipeOptions {
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Takes bytes that have come through. */
  readonly onBytes: (bytes: Buffer) => void;
  /** There is room again, after `isFull`. */
  readonly onRoom: () => void;
}

export class BytePipe {
  readonly #options: BytePipeOptions;
  #stages: readonly ByteStage[] = [];
  #waitingBytes = 0;
  #waitingEnds = 0;
  #wasFull = false;
  #onEnd: (() => void) | undefined;

  constructor(options: BytePipeOptions) {
    this.#options = options;
  }

  /** Bytes that wait; an end that waits counts as one more. */
  get length(): number {
    return this.#waitingBytes + this.#waitingEnds;
  }

  get isFull(): boolean {
    return this.#waitingBytes > MAX_WAITING_BYTES;
  }

  /** No fault strikes here any more, and nothing waits. */
  get isSpent(): boolean {
    return this.#waitingBytes === 0 && this.#waitingEnds === 0 && this.#stages.every((stage) => stage.isSpent);
  }

  /** Adds a fault behind those that are there. */
  add(strike: Strike): void {
    const stage: ByteStage = new ByteStage(strike, this.#options.now, (piece) => {
      this.#pass(piece, stage);
    });
    this.#stages = [...this.#stages.filter((one) => !one.isSpent), stage];
  }

  /** @param bytes that stay as they are. @returns false when the sender is to wait for `onRoom` */
  write(bytes: Buffer): boolean {
    this.#waitingBytes += bytes.length;
    this.#enter({ bytes, closes: false });
    if (this.isFull) this.#wasFull = true;
    return !this.isFull;
  }

  /** @param closes the connection ends with it */
  end(closes: boolean, onEnd: () => void): void {
    this.#onEnd = onEnd;
    this.#waitingEnds += 1;
    this.#enter({ bytes: undefined, closes });
  }

  /** Lets go what waits; from now on everything goes through at once. */
  release(): void {
    for (const stage of this.#stages) stage.release();
  }

  /** Throws away what waits. */
  cancel(): void {
    for (const stage of this.#stages) stage.cancel();
    this.#stages = [];
    this.#waitingBytes = this.#waitingEnds = 0;
  }

  #enter(piece: Piece): void {
    const [first] = this.#stages;
    if (first === undefined) this.#leave(piece);
    else first.push(piece);
  }

  /** On to the stage behind `stage`. */
  #pass(piece: Piece, stage: ByteStage): void {
    const next = this.#stages[this.#stages.indexOf(stage) + 1];
    if (next === undefined) this.#leave(piece);
    else next.push(piece);
  }

  #leave({ bytes }: Piece): void {
    if (bytes === undefined) {
      this.#waitingEnds -= 1;
      this.#onEnd?.();
      return;
    }
    this.#waitingBytes -= bytes.length;
    this.#options.onBytes(bytes);
    if (!this.#wasFull || this.isFull) return;
    this.#wasFull = false;
    this.#options.onRoom();
  }
}
