/** Files that are there in whole or not at all. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, NinesError } from '@nines/kernel';

/**
 * Replaces a file: temporary file beside it, flushed, renamed over it, and the directory flushed.
 *
 * @throws NinesError `CERTIFICATE_NOT_SAVED`; the old file is as it was then
 */
export function writeAtomically(file: string, content: string | Uint8Array, mode: number): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    flushed(temporary, 'w', mode, (descriptor) => {
      writeFileSync(descriptor, content);
    });
    renameSync(temporary, file);
    flushed(dirname(file), 'r', 0, () => undefined);
  } catch (error) {
    rmSync(temporary, { force: true });
    const message = `${file} could not be written: ${messageOf(error)}`;
    throw new NinesError('CERTIFICATE_NOT_SAVED', message, { details: { file }, cause: error });
  }
}

function flushed(path: string, flags: string, mode: number, act: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags, mode);
  try {
    act(descriptor);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
