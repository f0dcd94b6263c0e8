/** Which spool it is: a database may know the events of several, and of those that were there before. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeAtomically } from '../state-directory/write-atomically.ts';

/** Ids have no colon: they are part of the ids of events. */
const SPOOL_ID = /^[0-9a-f]{16}$/;

/** The id of the spool in `directory`; undefined where none was given, as before there were any. */
export function readSpoolId(directory: string): string | undefined {
  try {
    const id = readFileSync(fileIn(directory), 'latin1').trim();
    return SPOOL_ID.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Gives the spool in `directory` another id. Never fails: where the disk is full the id lasts as long as the process,
 * because supervision must not wait for it.
 */
export function giveSpoolId(directory: string): string {
  const id = randomBytes(8).toString('hex');
  try {
    writeAtomically(fileIn(directory), `${id}\n`);
  } catch {
    // Events that cannot be written either are numbered under it.
  }
  return id;
}

function fileIn(directory: string): string {
  return `${directory}/spool-id`;
}
