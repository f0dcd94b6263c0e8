/**
 * The Unix socket by which commands on this machine ask: it lies in a directory that is its owner's alone, so whoever
 * connects may do everything.
 *
 * Whoever listens holds a lock that the kernel takes back at its death. So a socket that is there without the lock was
 * left behind, and a second server can neither take the first one's place nor remove its socket.
 */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { dirname } from 'node:path';
import type { Socket } from 'node:net';
import { hasCode, NinesError } from '@nines/kernel';
import { lockPlatform } from '@nines/runtime-process/client';

export class LocalSocket {
  readonly #connections = new WeakSet<Socket>();
  #close: (() => Promise<void>) | undefined;

  /** Whether a request came this way. */
  carries({ socket }: IncomingMessage): boolean {
    return this.#connections.has(socket);
  }

  /** @throws NinesError `SERVER_SOCKET_TAKEN` where another server of the same platform listens */
  async listen(path: string, onRequest: RequestListener): Promise<void> {
    const lock = await lockDirectory(dirname(path));
    const server = createServer(onRequest);
    server.requestTimeout = 0; // a large backup takes its time
    server.on('connection', (socket: Socket) => this.#connections.add(socket));
    this.#close = async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
      await lock.release();
    };
    rmSync(path, { force: true });
    server.listen(path);
    await once(server, 'listening');
    await chmod(path, 0o600);
  }

  /** Answers what it is asked already, and hangs up. */
  async close(): Promise<void> {
    await this.#close?.();
  }
}

async function lockDirectory(directory: string): Promise<Awaited<ReturnType<typeof lockPlatform>>> {
  try {
    return await lockPlatform(directory, `server, pid ${process.pid}`);
  } catch (error) {
    if (!hasCode(error, 'STATE_LOCKED')) throw error;
    throw new NinesError(
      'SERVER_SOCKET_TAKEN',
      `another server of this platform answers in ${directory}; stop it, or wait for its end`,
      { cause: error, details: { directory } },
    );
  }
}
