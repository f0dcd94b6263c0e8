/** A request on its way upstream: what is still to be written, and what is kept to write it a second time. */
import type { UpstreamConnection } from '../upstream/connection.ts';

const CRLF = Buffer.from('\r\n');
/** Up to here copying into one piece is cheaper than a gathered write. */
const MAX_COPY_BYTES = 16_384;

export class BodyQueue {
  readonly #head: Buffer;
  readonly #chunked: boolean;
  readonly #maxReplayBytes: number;
  #pending: Buffer[];
  #pendingBytes: number;
  #kept: Buffer[] | undefined = [];
  #keptBytes = 0;

  /** @param head bytes of the request head; they are not copied */
  constructor(head: Buffer, chunked: boolean, maxReplayBytes: number) {
    this.#head = head;
    this.#chunked = chunked;
    this.#maxReplayBytes = maxReplayBytes;
    this.#pending = [head];
    this.#pendingBytes = head.length;
  }

  /** Everything received so far could be sent again. */
  get canReplay(): boolean {
    return this.#kept !== undefined;
  }

  get isEmpty(): boolean {
    return this.#pendingBytes === 0;
  }

  /** @param piece bytes that stay as they are */
  add(piece: Buffer): void {
    if (this.#chunked) {
      this.#push(Buffer.from(`${piece.length.toString(16)}\r\n`));
      this.#push(piece);
      this.#push(CRLF);
    } else this.#push(piece);
  }

  /** @param trailers lines with CRLF each */
  addEnd(trailers: string): void {
    if (this.#chunked) this.#push(Buffer.from(`0\r\n${trailers}\r\n`, 'latin1'));
  }

  /** The request cannot be sent again any more. */
  dropReplay(): void {
    this.#kept = undefined;
  }

  /** Starts over for another connection. Only where `canReplay`. */
  rewind(): void {
    this.#pending = [this.#head, ...(this.#kept ?? [])];
    this.#pendingBytes = this.#head.length + this.#keptBytes;
  }

  /** Writes what is pending. False when the connection wants to be waited for. */
  writeTo(connection: UpstreamConnection): boolean {
    const pending = this.#pending;
    const pendingBytes = this.#pendingBytes;
    const [only] = pending;
    if (only === undefined) return true;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (pending.length === 1) return connection.write(only);
    if (pendingBytes <= MAX_COPY_BYTES) return connection.write(Buffer.concat(pending, pendingBytes));
    return connection.writeAll(pending);
  }

  #push(piece: Buffer): void {
    this.#pending.push(piece);
    this.#pendingBytes += piece.length;
    if (this.#kept === undefined) return;
    this.#keptBytes += piece.length;
    if (this.#keptBytes > this.#maxReplayBytes) this.#kept = undefined;
    else this.#kept.push(piece);
  }
}
