/**
 * One fetch at a time into a cache: the lock is an abstract Unix socket, named after the folder's device and inode, and
 * gone with its holder. Who waits holds a connection to the holder, whose end is the bell.
 *
 * @see unix(7), "Abstract sockets"
 */
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '@nines/kernel';

/** Between two tries to reach a holder who is just going or coming. */
const PAUSE_MS = 20;

/**
 * Waits for the lock of a folder.
 *
 * @param onWait - called once where another process has it
 * @returns gives the lock back when disposed of
 * @throws `signal.reason` when the caller cancels
 */
export async function takeFetchLock(
  directory: string,
  onWait: () => void,
  signal: AbortSignal,
): Promise<AsyncDisposable> {
  const { dev, ino } = await stat(directory);
  const name = `\0nines/tools/${dev}-${ino}`;
  for (let tries = 0; ; tries += 1) {
    signal.throwIfAborted();
    const lock = await listen(name);
    if (lock !== undefined) return lock;
    if (tries === 0) onWait();
    await holderIsGone(name, signal);
  }
}

async function listen(name: string): Promise<AsyncDisposable | undefined> {
  const waiting = new Set<Socket>();
  const server: Server = createServer((socket) => {
    waiting.add(socket.unref());
    socket.on('error', () => socket.destroy()).on('close', () => waiting.delete(socket));
  });
  try {
    server.listen(name);
    await once(server, 'listening');
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE')) return undefined;
    throw error;
  }
  server.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of waiting) socket.destroy();
      await once(server, 'close');
    },
  };
}

async function holderIsGone(name: string, signal: AbortSignal): Promise<void> {
  const socket = connect(name);
  socket.on('error', () => socket.destroy()).resume();
  try {
    await once(socket, 'close', { signal });
  } catch {
    socket.destroy();
  }
  signal.throwIfAborted();
  await sleep(PAUSE_MS, undefined, { signal });
}
