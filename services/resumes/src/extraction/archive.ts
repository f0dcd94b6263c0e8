/** Measures a zip archive before anything trusts it. */
import { inflateRawSync } from 'node:zlib';

import { LIMITS } from './limits.ts';
import { ExtractionError } from './outcome.ts';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 65_535;

/**
 * Unpacks every entry within a budget, because the sizes that an archive declares are only claims.
 *
 * @throws ExtractionError `too-large`, `encrypted`, `damaged`
 * @see PKWARE APPNOTE.TXT 4.3: end of central directory, central directory header, local file header
 */
export function checkArchive(archive: Buffer): void {
  const end = findEnd(archive);
  const entries = archive.readUInt16LE(end + 10);
  if (entries > LIMITS.archiveEntries) throw new ExtractionError('too-large');
  let budget: number = LIMITS.unpackedBytes;
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < entries; index += 1) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new ExtractionError('damaged');
    budget -= unpackedSize(archive, at, budget);
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
}

function findEnd(archive: Buffer): number {
  for (let at = archive.length - END_SIZE; at >= Math.max(0, archive.length - END_SIZE - LONGEST_COMMENT); at -= 1) {
    if (archive.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  throw new ExtractionError('damaged');
}

function unpackedSize(archive: Buffer, entry: number, budget: number): number {
  const flags = archive.readUInt16LE(entry + 8);
  const method = archive.readUInt16LE(entry + 10);
  const packedBytes = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  if ((flags & 1) === 1) throw new ExtractionError('encrypted');
  if (local + 30 > archive.length || archive.readUInt32LE(local) !== LOCAL_SIGNATURE)
    throw new ExtractionError('damaged');
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  if (start + packedBytes > archive.length) throw new ExtractionError('damaged');
  if (method === 0) return packedBytes;
  if (method !== 8 || budget <= 0) throw new ExtractionError(method === 8 ? 'too-large' : 'damaged');
  return inflatedSize(archive.subarray(start, start + packedBytes), budget);
}

function inflatedSize(packed: Buffer, budget: number): number {
  try {
    return inflateRawSync(packed, { maxOutputLength: budget }).length;
  } catch (error) {
    const overflow = error instanceof RangeError;
    throw new ExtractionError(overflow ? 'too-large' : 'damaged', error);
  }
}
