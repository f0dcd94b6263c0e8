/** Gathers the pieces of one write, so that a head and what follows it leave in one system call. */

const INITIAL_SIZE = 192 * 1_024;

/**
 * A scratch area that is filled and emptied within one turn of the event loop, and therefore shared by all connections
 * of a mesh. Grows when a turn needs more, and stays so.
 */
export class ByteBatch {
  length = 0;
  #bytes = Buffer.allocUnsafeSlow(INITIAL_SIZE);

  addBytes(source: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    source.copy(this.#bytes, this.length, start, end);
    this.length += end - start;
  }

  /** @param text latin1 */
  addText(text: string): void {
    this.#reserve(text.length);
    this.length += this.#bytes.write(text, this.length, 'latin1');
  }

  /** What was gathered, as bytes of their own. Empties the batch. */
  take(): Buffer {
    const taken = Buffer.allocUnsafe(this.length);
    this.#bytes.copy(taken, 0, 0, this.length);
    this.length = 0;
    return taken;
  }

  /** Forgets what was gathered. */
  clear(): void {
    this.length = 0;
  }

  #reserve(size: number): void {
    if (this.length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.length + size, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.length);
    this.#bytes = larger;
  }
}
