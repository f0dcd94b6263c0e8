/**
 * Where Unix sockets of a platform live: below its state directory, or, where that path is too long for a socket
 * address, in a short private directory.
 *
 * @see unix(7): sun_path holds 108 bytes, the closing zero included
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { NinesError } from '@nines/kernel';

const LONGEST_SOCKET_PATH_BYTES = 107;
/** Room for the longest socket name in the directory. */
const LONGEST_NAME = '/12345678901234567890.sock';

/**
 * Path of the directory for sockets; it need not exist yet. The same for every process of this user at any time, which
 * /run/user is not: it goes when the user logs out, and the supervisor stays.
 */
export function socketDirectory(stateDirectory: string, uid: number): string {
  const inside = `${stateDirectory}/run`;
  if (Buffer.byteLength(inside + LONGEST_NAME) <= LONGEST_SOCKET_PATH_BYTES) return inside;
  const hash = createHash('sha256').update(stateDirectory).digest('hex').slice(0, 16);
  return `/tmp/nines-${uid}-${hash}`;
}

/** Path of the supervisor's control socket. */
export function controlSocketPath(stateDirectory: string, uid: number): string {
  return `${socketDirectory(stateDirectory, uid)}/control.sock`;
}

/** Path of the server's socket: beside the supervisor's control socket, of which the server is told. */
export function serverSocketPath(controlSocket: string): string {
  return `${dirname(controlSocket)}/server.sock`;
}

/**
 * Path of the control socket for somebody who is about to connect, and to say secret things.
 *
 * @throws NinesError `STATE_SOCKET_DIRECTORY` where the directory is there and not this user's own
 */
export function trustedControlSocket(stateDirectory: string, uid: number): string {
  const path = controlSocketPath(stateDirectory, uid);
  if (isOutside(stateDirectory, uid)) refuseForeign(dirname(path), uid);
  return path;
}

/**
 * Makes the directory for sockets, closed to everybody else.
 *
 * @throws NinesError `STATE_SOCKET_DIRECTORY` where somebody else made it first
 */
export function makeSocketDirectory(stateDirectory: string, uid: number): string {
  const directory = socketDirectory(stateDirectory, uid);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  refuseForeign(directory, uid);
  return directory;
}

/** Removes the short directory, if there is one; a directory inside the state directory stays. */
export function removeSocketDirectory(stateDirectory: string, uid: number): void {
  if (isOutside(stateDirectory, uid)) rmSync(socketDirectory(stateDirectory, uid), { recursive: true, force: true });
}

function isOutside(stateDirectory: string, uid: number): boolean {
  return !socketDirectory(stateDirectory, uid).startsWith(`${stateDirectory}/`);
}

/** /tmp is everybody's: in a directory that another user put there first he could listen in our place. */
function refuseForeign(directory: string, uid: number): void {
  const found = lstatSync(directory, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0) return;
  throw new NinesError(
    'STATE_SOCKET_DIRECTORY',
    `${directory} is not a private directory of this user; remove it and try again`,
    { details: { directory } },
  );
}
