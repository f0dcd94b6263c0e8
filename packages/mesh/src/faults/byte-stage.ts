/** One fault's hold on one direction of bytes: each piece, and the end, leave it when their time has come. */
import type { Random } from '../upstream/balancer.ts';
import type { ActiveFault, Cancel } from './active-fault.ts';
import { drawDelay } from './decide.ts';
import type { FaultEffect } from './fault.ts';

/** What flows: bytes, or the end. */
export interface Piece {
  /** Undefined: the end. */
  readonly bytes: Buffer | undefined;
  /** The connection ends with it. */
  readonly closes: boolean;
}

/** What a fault does to one request or connection. */
export interface Strike {
  readonly active: ActiveFault;
  readonly effect: FaultEffect;
  /** Called whenever something has to wait. */
  readonly onHeld: () => void;
}

/** A strike that counts as one, however much of it has to wait in however many directions. */
export function strikeOf(active: ActiveFault, effect: FaultEffect): Strike {
  let wasCounted = false;
  const onHeld = (): void => {
    if (!wasCounted) active.countAffected();
    wasCounted = true;
  };
  return { active, effect, onHeld };
}

interface Waiting extends Piece {
  /** Monotonic, ms. */
  readonly dueAt: number;
}

/** A rate is kept in slices of so many ms, so that a slow line drips and does not gush. */
const SLICE_MS = 20;

export class ByteStage {
  readonly active: ActiveFault;
  readonly #effect: FaultEffect;
  readonly #now: () => number;
  readonly #next: (piece: Piece) => void;
  readonly #random: Random;
  readonly #onHeld: () => void;
  #queue: Waiting[] = [];
  #lastDueAt = 0;
  #heldSince: number | undefined;
  #isReleased = false;
  #cancel: Cancel | undefined;

  constructor({ active, effect, onHeld }: Strike, now: () => number, next: (piece: Piece) => void) {
    this.active = active;
    this.#effect = effect;
    this.#onHeld = onHeld;
    this.#now = now;
    this.#next = next;
    this.#random = active.fork();
  }

  /** Nothing waits here, and nothing will. */
  get isSpent(): boolean {
    return this.#holdsNothing && this.#queue.length === 0;
  }

  get #holdsNothing(): boolean {
    return this.active.isOver || this.#isReleased;
  }

  push(piece: Piece): void {
    if (this.isSpent) {
      this.#next(piece);
      return;
    }
    for (const part of this.#parts(piece)) {
      const dueAt = this.#dueAt(part);
      if (dueAt > this.#now()) this.#note(part);
      this.#queue.push({ ...part, dueAt });
    }
    if (this.#cancel === undefined) this.#run();
  }

  /** Lets go what waits, and holds nothing any more. */
  release(): void {
    this.#isReleased = true;
    this.#cancel?.();
    this.#run();
  }

  /** Throws away what waits. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#countHeld();
    this.#queue = [];
  }

  #parts(piece: Piece): readonly Piece[] {
    const { bytes } = piece;
    if (this.#effect.kind !== 'bandwidth' || bytes === undefined) return [piece];
    const size = Math.max(1, Math.floor((this.#effect.bytesPerSecond * SLICE_MS) / 1_000));
    return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => {
      return { bytes: bytes.subarray(index * size, (index + 1) * size), closes: false };
    });
  }

  #dueAt({ bytes, closes }: Piece): number {
    const start = Math.max(this.#now(), this.#lastDueAt);
    this.#lastDueAt = Math.max(start, this.#ownDueAt(start, bytes, closes));
    return this.#lastDueAt;
  }

  #ownDueAt(start: number, bytes: Buffer | undefined, closes: boolean): number {
    const effect = this.#effect;
    switch (effect.kind) {
      case 'latency':
        return this.#now() + drawDelay(effect, this.#random);
      case 'bandwidth':
        return start + ((bytes?.length ?? 0) / effect.bytesPerSecond) * 1_000;
      case 'slow-close':
        return bytes === undefined && closes ? start + effect.ms : start;
      case 'blackhole':
        return Infinity;
      default:
        return start;
    }
  }

  /** Lets go what is due, and waits for the rest. */
  #run(): void {
    this.#cancel = undefined;
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      const waitMs = first.dueAt - this.#now();
      if (waitMs > 0 && !this.#holdsNothing) {
        this.#cancel = this.active.hold(waitMs, () => {
          this.#run();
        });
        return;
      }
      this.#queue.shift();
      if (this.#queue.length === 0) this.#countHeld();
      this.#next(first);
    }
  }

  /** It has to wait. */
  #note({ bytes }: Piece): void {
    this.#onHeld();
    this.#heldSince ??= this.#now();
    this.active.countBytes(bytes?.length ?? 0);
  }

  #countHeld(): void {
    if (this.#heldSince !== undefined) this.active.countAdded(this.#now() - this.#heldSince);
    this.#heldSince = undefined;
  }
}
