/** The other mesh of a platform: while one takes over from another, each has a control socket, side by side. */
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { messageOf, NinesError } from '@nines/kernel';
import type { TakeOver } from '../mesh.ts';
import { requestHandover } from './client.ts';

const SLOT_SOCKET = /^(.+)-\d+\.sock$/;

/** A mesh that hands over does so at once. */
const HANDOVER_MS = 2_000;

/** So many arrive before an inbox is full, ten datagrams. @see Linux, net.unix.max_dgram_qlen */
const AT_A_TIME = 1_000;

/**
 * Takes over from whichever mesh in another slot answers: `mesh-1.sock` is the sibling of `mesh-0.sock` in the same
 * directory. A socket that a killed process left over does not answer.
 *
 * @returns rejects with NinesError `MESH_HANDOVER_FAILED` where a sibling answers and does not hand over
 */
export function takeOverFromSibling(controlPath: string): TakeOver {
  return async (addresses) => {
    for (const sibling of await siblingsOf(controlPath)) {
      if (!(await isAnswered(sibling))) continue;
      const inboxPath = controlPath.replace(/\.sock$/, '.fds');
      return await receiveFrom(sibling, addresses, inboxPath).catch((error: unknown) => {
        const message = `The mesh at ${sibling} goes on serving, for it does not hand over: ${messageOf(error)}`;
        throw new NinesError('MESH_HANDOVER_FAILED', message, { details: { sibling }, cause: error });
      });
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
  const { closeFiles, Inbox } = await import('../handover/parcels.ts');
  const inbox = Inbox.open(inboxPath);
  const files = new Map<string, number>();
  try {
    for (let at = 0; at < addresses.length; at += AT_A_TIME) {
      const asked = addresses.slice(at, at + AT_A_TIME);
      await requestHandover(sibling, { inbox: inboxPath, addresses: asked }, AbortSignal.timeout(HANDOVER_MS));
      const arrived = inbox.take();
      for (const address of asked) {
        const descriptor = arrived.get(address);
        if (descriptor !== undefined && arrived.delete(address)) files.set(address, descriptor);
      }
      closeFiles(arrived); // the answer to an earlier request that was given up
    }
    return files;
  } catch (error) {
    closeFiles(files);
    throw error;
  } finally {
    inbox.close();
  }
}
