/** The layout of a state directory. */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { NinesError } from '@nines/kernel';
import { asStateError, damaged } from './state-error.ts';
import { writeAtomically } from './write-atomically.ts';

/** Version of the layout and of all files in it. */
const LAYOUT_VERSION = 1;

/** Absolute paths; every directory exists. */
export interface StateDirectory {
  readonly root: string;
  /** Records, FIFOs and sockets; a directory a slot. 0700 */
  readonly run: string;
  /** Output of instances. 0700 */
  readonly logs: string;
  /** One file a secret. 0700 */
  readonly secrets: string;
  /** The event spool. 0700 */
  readonly events: string;
  /** What services and engines keep. As root 0711: engines run as another user. */
  readonly data: string;
}

/**
 * Makes or checks the directory.
 *
 * @throws NinesError `STATE_NEWER_VERSION`, `STATE_CORRUPT`, `STATE_UNWRITABLE`, `STATE_DISK_FULL`
 */
export function openStateDirectory(root: string, uid: number): StateDirectory {
  const open = uid === 0 ? 0o711 : 0o700;
  const state = {
    root,
    run: `${root}/run`,
    logs: `${root}/logs`,
    secrets: `${root}/secrets`,
    events: `${root}/events`,
    data: `${root}/data`,
  };
  let version: number;
  try {
    version = checkedVersion(root);
    makeDirectory(root, open);
    writeFileSync(`${root}/.gitignore`, '*\n');
    for (const directory of [state.run, state.logs, state.secrets, state.events]) makeDirectory(directory, 0o700);
    makeDirectory(state.data, open);
    checkSpace(root);
  } catch (error) {
    throw asStateError(error, root);
  }
  // Otherwise it stays as it is: one that root replaced could not be read by its owner.
  if (version !== LAYOUT_VERSION) writeAtomically(`${root}/version`, `${LAYOUT_VERSION}\n`);
  return state;
}

function makeDirectory(directory: string, mode: number): void {
  mkdirSync(directory, { recursive: true });
  // The mode given to mkdir is cut by the umask, and ignored where the directory exists.
  chmodSync(directory, mode);
}

/** 0 where there is none yet. */
function checkedVersion(root: string): number {
  const text = readVersion(root).trim();
  const version = Number(text);
  if (!/^\d+$/.test(text)) throw damaged(`${root}/version`, `it holds ${JSON.stringify(text)}`);
  if (version <= LAYOUT_VERSION) return version;
  throw new NinesError(
    'STATE_NEWER_VERSION',
    `${root} was written by a newer Nines (state version ${version}, this one knows ${LAYOUT_VERSION}); update Nines, or move the directory away to start afresh`,
    { details: { root, version, known: LAYOUT_VERSION } },
  );
}

function readVersion(root: string): string {
  try {
    return readFileSync(`${root}/version`, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '0';
    throw error;
  }
}

/** An empty file fits on a full disk; a block shows the truth. */
function checkSpace(root: string): void {
  const probe = `${root}/space.${process.pid}.tmp`;
  try {
    writeFileSync(probe, Buffer.alloc(64 * 1024));
  } finally {
    rmSync(probe, { force: true });
  }
}
