/** The FIFO between a shim and its supervisors: whoever reads it sees its end when the shim is dead. */
import { execFile } from 'node:child_process';
import { closeSync, constants, lstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';

export interface DeathWatch {
  /** Resolves when the shim is dead; never after `close`. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Makes the FIFO of a slot, once for all its incarnations; a file of another kind in its place is removed. */
export async function ensureFifo(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFIFO() === true) return;
  if (found !== undefined) unlinkSync(path);
  // Node has no call for it; this happens once in the life of a slot.
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
}

/**
 * Opens the end that the shim holds. It is open for reading as well, so that writing into it neither waits nor fails
 * when no supervisor reads.
 */
export function openShimEnd(path: string): number {
  return openSync(path, constants.O_RDWR);
}

/**
 * Reads the FIFO until its end.
 *
 * @returns undefined where nobody holds the other end: the shim is dead already
 */
export function watchFifo(path: string, onData: () => void = () => undefined): DeathWatch | undefined {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (!hasWriter(descriptor)) {
    new Socket({ fd: descriptor }).destroy();
    return undefined;
  }
  const socket = new Socket({ fd: descriptor, readable: true, writable: false });
  socket.on('data', onData);
  const ended = new Promise<void>((resolve) => {
    socket.on('end', resolve);
    socket.on('error', () => {
      resolve();
    });
  });
  return { ended, close: () => socket.destroy() };
}

/** Whether a shim holds the FIFO open: its slot has an instance. */
export function hasLiveShim(path: string): boolean {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return hasWriter(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A FIFO that nobody has open for writing is at its end; one that somebody has makes the reader wait. */
function hasWriter(descriptor: number): boolean {
  const buffer = Buffer.alloc(4_096);
  try {
    for (;;) if (readSync(descriptor, buffer, 0, buffer.length, null) === 0) return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN';
  }
}
