/** Reading spooled events: by anybody, also while they are being written. */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '@nines/kernel';
import type { NinesEvent } from '@nines/kernel';

/** Where a reader is: a segment and how many of its bytes were taken. */
export interface SpoolPosition {
  readonly segment: number;
  readonly offset: number;
}

export const SPOOL_START: SpoolPosition = { segment: 0, offset: 0 };

/** Numbers of the segments of a spool, oldest first. */
export function listSegments(directory: string): readonly number[] {
  try {
    const numbers = readdirSync(directory).map((name) => Number(/^(\d+)\.jsonl$/.exec(name)?.[1] ?? NaN));
    return numbers.filter((number) => !Number.isNaN(number)).sort((a, b) => a - b);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

export function segmentFile(directory: string, segment: number): string {
  return join(directory, `${String(segment).padStart(8, '0')}.jsonl`);
}

/** Place of an event in the order of all events of a state directory; 0 for an id of no known form. */
export function sequenceOf(id: string): number {
  const sequence = Number(id.slice(id.lastIndexOf(':') + 1));
  return Number.isInteger(sequence) ? sequence : 0;
}

/**
 * Whole events from `position` on, and where to go on from. A line without its end is left for later; one that was
 * torn by a crash or a full disk is passed over.
 */
export function readSpool(
  directory: string,
  position: SpoolPosition,
): { readonly events: readonly NinesEvent[]; readonly position: SpoolPosition } {
  const events: NinesEvent[] = [];
  let reached = position;
  for (const segment of listSegments(directory).filter((number) => number >= position.segment)) {
    const from = segment === reached.segment ? reached.offset : 0;
    const text = readFrom(segmentFile(directory, segment), from);
    const end = text.lastIndexOf(0x0a) + 1;
    events.push(...text.subarray(0, end).toString('utf8').split('\n').flatMap(parseEvent));
    reached = { segment, offset: from + end };
  }
  return { events, position: reached };
}

function readFrom(file: string, offset: number): Buffer {
  if (offset === 0) return readFileSync(file);
  const descriptor = openSync(file, 'r');
  try {
    const parts: Buffer[] = [];
    for (let at = offset; ;) {
      const part = Buffer.alloc(64 * 1024);
      const length = readSync(descriptor, part, 0, part.length, at);
      if (length === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, length));
      at += length;
    }
  } finally {
    closeSync(descriptor);
  }
}

function parseEvent(line: string): NinesEvent[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as NinesEvent];
  } catch {
    return [];
  }
}
