/**
 * Rotation of files that other processes append to and never reopen: copy, then truncate.
 *
 * What a slot's stream takes on disk is bounded by (3 keep + 1) x maxBytes plus what is written between two checks.
 */
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '@nines/kernel';

export interface RotationOptions {
  /** Size from which a file is rotated, bytes. @defaultValue 10 MiB */
  readonly maxBytes?: number;
  /** Old files kept: `FILE.1` is the newest. @defaultValue 3 */
  readonly keep?: number;
}

const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;
const DEFAULT_KEEP = 3;
const CHECK_INTERVAL_MS = 1_000;

/**
 * Rotates one file if it is too big. Of a file that grew beyond all measure the last `maxBytes` are kept. Lines written
 * between copy and truncation are lost: a few microseconds' worth.
 *
 * Never fails: on a full disk the file is truncated without a copy, because that makes room.
 *
 * @returns whether it was rotated
 */
export async function rotateLog(file: string, options: RotationOptions = {}): Promise<boolean> {
  const { maxBytes = DEFAULT_MAX_BYTES, keep = DEFAULT_KEEP } = options;
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maxBytes) return false;
  const copy = `${file}.new`;
  try {
    const start = size > 2 * maxBytes ? size - maxBytes : 0;
    // The beginning up to `size` only: the file grows on, and may grow faster than it is copied.
    await pipeline(createReadStream(file, { start, end: size - 1 }), createWriteStream(copy, { mode: 0o600 }));
    await copyRest(file, copy, { from: size, maxBytes });
    // From here to the truncation nothing waits, so that a follower sees both or neither.
    for (let age = keep - 1; age >= 1; age -= 1)
      if (existsSync(`${file}.${age}`)) renameSync(`${file}.${age}`, `${file}.${age + 1}`);
    renameSync(copy, `${file}.1`);
  } catch {
    rmSync(copy, { force: true });
  }
  truncateSync(file, 0);
  return true;
}

/** Rotates whatever `files` names, once a second until `signal` aborts. */
export async function keepRotating(
  files: () => readonly string[],
  clock: Clock,
  signal: AbortSignal,
  options: RotationOptions = {},
): Promise<void> {
  while (!signal.aborted) {
    for (const file of files()) await rotateLog(file, options).catch(() => false); // removed meanwhile
    await clock.sleep(CHECK_INTERVAL_MS, signal).catch(() => undefined); // the loop's condition tells why it woke
  }
}

/** What came while the big part was copied, if that is little: a program may write faster than is copied. */
async function copyRest(
  file: string,
  copy: string,
  { from, maxBytes }: { readonly from: number; readonly maxBytes: number },
): Promise<void> {
  const size = statSync(file).size;
  if (size === from || size - from > maxBytes) return;
  await pipeline(createReadStream(file, { start: from, end: size - 1 }), createWriteStream(copy, { flags: 'a' }));
}
