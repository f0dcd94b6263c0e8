/** Our own chunked coding: what was read is framed anew, so that no oddity of the sender's framing survives. */
import type { ByteBatch } from './byte-batch.ts';

export function writeChunk(batch: ByteBatch, bytes: Buffer, start: number, end: number): void {
  batch.addText(`${(end - start).toString(16)}\r\n`);
  batch.addBytes(bytes, start, end);
  batch.addText('\r\n');
}

/** @param trailers lines with CRLF each */
export function writeLastChunk(batch: ByteBatch, trailers: string): void {
  batch.addText(trailers === '' ? '0\r\n\r\n' : `0\r\n${trailers}\r\n`);
}
