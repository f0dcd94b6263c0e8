/** The other mesh of a platform: while one takes over from another, each has a control socket, side by side. */
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, dirname, join } from 'node:path';

const SLOT_SOCKET = /^(.+)-\d+\.sock$/;

/**
 * Whether a mesh in another slot answers: `mesh-1.sock` is the sibling of `mesh-0.sock` in the same directory. A socket
 * that a killed process left over does not answer.
 */
export async function siblingAnswers(controlPath: string): Promise<boolean> {
  const [own, directory] = [basename(controlPath), dirname(controlPath)];
  const [, workload] = SLOT_SOCKET.exec(own) ?? [];
  if (workload === undefined) return false;
  const names = await readdir(directory).catch(() => []);
  const siblings = names.filter((name) => name !== own && SLOT_SOCKET.exec(name)?.[1] === workload);
  const answers = await Promise.all(siblings.map((name) => isAnswered(join(directory, name))));
  return answers.includes(true);
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
