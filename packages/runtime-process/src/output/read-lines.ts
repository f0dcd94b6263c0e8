/** Reading logs from their end, and on. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '@nines/kernel';

const CHUNK_BYTES = 64 * 1024;
const POLL_MS = 150;
/** A line longer than this is handed out in pieces, so that a log without line ends cannot fill the memory. */
const LONGEST_LINE_BYTES = 64 * 1024;

/** No more than this of a file is read for its last lines, whatever their length. */
const LONGEST_TAIL_BYTES = 8 * 1024 * 1024;

/**
 * The last `count` lines, oldest first; an unfinished last line counts as one. What the file does not have, because it
 * was rotated just before, is taken from the newest copy. Reads no more than needed.
 */
export function tailLines(file: string, count: number): string[] {
  const lines = tailOf(file, count);
  return lines.length < count ? [...tailOf(`${file}.1`, count - lines.length), ...lines] : lines;
}

function tailOf(file: string, count: number): string[] {
  const descriptor = openIfThere(file);
  if (descriptor === undefined || count <= 0) return [];
  try {
    const parts: Buffer[] = [];
    let newlines = 0;
    const { size } = fstatSync(descriptor);
    const start = Math.max(0, size - LONGEST_TAIL_BYTES);
    for (let end = size; end > start && newlines <= count; end -= CHUNK_BYTES) {
      const part = readRange(descriptor, Math.max(start, end - CHUNK_BYTES), end);
      newlines += part.reduce((sum, byte) => sum + (byte === 0x0a ? 1 : 0), 0);
      parts.unshift(part);
    }
    const lines = Buffer.concat(parts).toString('utf8').split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-count);
  } finally {
    closeSync(descriptor);
  }
}

/** Where a follower stands: everything before `offset` was handed out, but for `rest`. */
interface Position {
  offset: number;
  /** Identity of the newest rotated copy: another one means that the file began anew. */
  copy: string;
  rest: string;
  decoder: StringDecoder;
}

export interface FollowedLine {
  readonly file: string;
  readonly text: string;
}

/**
 * Lines that are appended to any of the files from now on, until `signal` aborts. A file may be absent yet, and may be
 * rotated by `rotateLog` meanwhile. Looks every 150 ms; of two rotations between two looks the older is missed.
 */
export async function* followLines(
  files: readonly string[],
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<FollowedLine> {
  const positions = new Map(
    files.map((file) => [
      file,
      { offset: sizeOf(file), copy: copyOf(file), rest: '', decoder: new StringDecoder('utf8') },
    ]),
  );
  while (!signal.aborted) {
    for (const [file, position] of positions) for (const text of newLines(file, position)) yield { file, text };
    await clock.sleep(POLL_MS, signal).catch(() => undefined); // the loop's condition tells why it woke
  }
}

function newLines(file: string, position: Position): string[] {
  const lines: string[] = [];
  const copy = copyOf(file);
  if (copy !== position.copy || sizeOf(file) < position.offset) {
    // What we had not seen is at the end of the copy, unless that was cut at its beginning.
    while (copy !== position.copy && sizeOf(`${file}.1`) > position.offset)
      lines.push(...readFrom(`${file}.1`, position));
    position.offset = 0;
    position.copy = copy;
  }
  if (sizeOf(file) > position.offset) lines.push(...readFrom(file, position));
  return lines;
}

function readFrom(file: string, position: Position): string[] {
  const descriptor = openIfThere(file);
  if (descriptor === undefined) return [];
  try {
    const end = Math.min(fstatSync(descriptor).size, position.offset + 16 * CHUNK_BYTES);
    const text = position.rest + position.decoder.write(readRange(descriptor, position.offset, end));
    position.offset = end;
    const lines = text.split('\n');
    position.rest = lines.pop() ?? '';
    if (position.rest.length > LONGEST_LINE_BYTES) {
      lines.push(position.rest);
      position.rest = '';
    }
    return lines;
  } finally {
    closeSync(descriptor);
  }
}

function readRange(descriptor: number, start: number, end: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, end - start));
  return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, start));
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function copyOf(file: string): string {
  const stat = statSync(`${file}.1`, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.ino}:${stat.birthtimeMs}`;
}

function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch {
    return undefined;
  }
}
