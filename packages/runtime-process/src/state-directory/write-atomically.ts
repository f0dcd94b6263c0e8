/** Files that are either there in whole or not at all, whatever happens in between. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '@nines/kernel';
import { asStateError, damaged } from './state-error.ts';

/**
 * Replaces a file: temporary file beside it, flushed, then renamed over it, and the directory flushed.
 *
 * @param mode permissions of the new file. @defaultValue 0o600
 * @throws NinesError `STATE_UNWRITABLE`, `STATE_DISK_FULL`; the old file is as it was then
 */
export function writeAtomically(file: string, text: string, mode = 0o600): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    // Unlike writeSync, this goes on until everything is written, or says why not.
    flushed(temporary, 'w', mode, (descriptor) => {
      writeFileSync(descriptor, text);
    });
    renameSync(temporary, file);
    flushed(dirname(file), 'r', 0, () => undefined);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw asStateError(error, file);
  }
}

/** `writeAtomically` for a JSON value. */
export function writeJsonAtomically(file: string, value: unknown): void {
  writeAtomically(file, `${JSON.stringify(value)}\n`);
}

/**
 * Reads what `writeJsonAtomically` wrote; undefined where there is no such file. The caller knows what it wrote there
 * and narrows the value.
 *
 * @throws NinesError `STATE_CORRUPT` for a file that is not JSON
 */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw asStateError(error, file);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(file, messageOf(error));
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
