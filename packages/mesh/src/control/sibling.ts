/** The other mesh of a platform: while one takes over from another, each has a control socket, side by side. */
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, dirname, join } from 'node:path';
import type { TakeOver } from '../mesh.ts';
import { requestHandover } from './client.ts';

const SLOT_SOCKET = /^(.+)-\d+\.sock$/;

/** A mesh that hands over does so at once. */
const HANDOVER_MS = 2_000;

export interface SiblingOptions {
  /** The control socket of this mesh: `mesh-1.sock` is the sibling of `mesh-0.sock` in the same directory. */
  readonly controlPath: string;
  /** A sibling that answers could not hand over. */
  readonly onError: (error: unknown) => void;
}

/** Takes over from whichever mesh in another slot answers. A socket that a killed process left over does not. */
export function takeOverFromSibling({ controlPath, onError }: SiblingOptions): TakeOver {
  return async (addresses) => {
    for (const sibling of await siblingsOf(controlPath)) {
      if (!(await isAnswered(sibling))) continue;
      try {
        return await receiveFrom(sibling, addresses, controlPath.replace(/\.sock$/, '.fds'));
      } catch (error) {
        onError(error);
      }
    }
    return new Map();
  };
}

/** Control sockets of the other slots. */
async function siblingsOf(controlPath: string): Promise<string[]> {
  const [own, directory] = [basename(controlPath), dirname(controlPath)];
  const [, workload] = SLOT_SOCKET.exec(own) ?? [];
  if (workload === undefined) return [];
  const names = await readdir(directory).catch(() => []);
  return names
    .filter((name) => name !== own && SLOT_SOCKET.exec(name)?.[1] === workload)
    .map((name) => join(directory, name));
}

async function isAnswered(path: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

async function receiveFrom(
  sibling: string,
  addresses: readonly string[],
  inboxPath: string,
): Promise<ReadonlyMap<string, number>> {
  const { Inbox } = await import('../handover/parcels.ts'); // loads a library of 9 MB, which a mesh alone does not need
  const inbox = Inbox.open(inboxPath);
  try {
    await requestHandover(sibling, { inbox: inboxPath, addresses }, AbortSignal.timeout(HANDOVER_MS));
    return inbox.take();
  } finally {
    inbox.close();
  }
}
