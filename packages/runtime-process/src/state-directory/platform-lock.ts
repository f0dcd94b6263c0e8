/**
 * One supervisor per state directory.
 *
 * The lock is an abstract Unix socket: the kernel gives the name to one process and takes it back at the moment of its
 * death, so that neither kill -9 nor a power cut can leave it behind.
 *
 * @see unix(7), "Abstract sockets"
 */
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { hasCode, NinesError } from '@nines/kernel';

const ANSWER_TIMEOUT_MS = 1_000;

export interface PlatformLock {
  /** Gives the lock back. */
  release(): Promise<void>;
}

/**
 * Takes the lock of a state directory.
 *
 * @param holder shown to whoever comes too late: `supervisor, pid 4711`
 * @throws NinesError `STATE_LOCKED` where another process has it; `details.holder` says who
 */
export async function lockPlatform(stateDirectory: string, holder: string): Promise<PlatformLock> {
  const name = lockName(stateDirectory);
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(holder);
  });
  try {
    server.listen(name);
    await once(server, 'listening');
  } catch (error) {
    if (!hasCode(error, 'EADDRINUSE')) throw error;
    const other = (await findLockHolder(stateDirectory)) ?? 'another process';
    throw new NinesError(
      'STATE_LOCKED',
      `${stateDirectory} is in use by ${other}; see "nines status", or stop it with "nines down"`,
      {
        details: { stateDirectory, holder: other },
      },
    );
  }
  server.unref();
  return {
    release: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Who holds the lock of a state directory; undefined where nobody does, or where there is no such directory. */
export async function findLockHolder(stateDirectory: string): Promise<string | undefined> {
  if (!existsSync(stateDirectory)) return undefined;
  const socket = connect(lockName(stateDirectory));
  socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy());
  try {
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part as Buffer);
    return Buffer.concat(parts).toString('utf8') || 'a process that does not answer';
  } catch {
    return undefined;
  }
}

/** Device and inode name a directory however it is reached. */
function lockName(stateDirectory: string): string {
  const { dev, ino } = statSync(stateDirectory);
  return `\0nines/platform/${dev}-${ino}`;
}
