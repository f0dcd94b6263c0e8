/** Holds the beginning of a head or trailer section that the network cut in two. */

const FIRST_SIZE = 1_024;

/** Grows by doubling, so that a head that arrives byte by byte costs linear time. */
export class Carry {
  bytes: Buffer = Buffer.alloc(0);
  length = 0;

  append(chunk: Uint8Array, start: number, end: number): void {
    const needed = this.length + end - start;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_SIZE, needed, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    this.bytes.set(chunk.subarray(start, end), this.length);
    this.length = needed;
  }

  /** Gives the memory back: most heads arrive in one piece. */
  clear(): void {
    if (this.length === 0) return;
    this.bytes = Buffer.alloc(0);
    this.length = 0;
  }
}
