/**
 * A block of ports belongs to one platform of the machine at a time, whoever runs it.
 *
 * The lock is an abstract Unix socket: valid in exactly the network namespace the ports are in, for all users, and
 * gone with its holder. Nothing is left on disk, and a dead platform's block is free at once.
 *
 * @see unix(7), "Abstract sockets"
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { hasCode } from '@nines/kernel';
import type { PortBlock } from './port-range.ts';

/** Takes a block; undefined where another platform has it. Close the server to give it back. */
export async function lockBlock(block: PortBlock): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(`\0nines/ports/${block.first}`);
    await once(server, 'listening');
    server.unref();
    return server;
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE')) return undefined;
    throw error;
  }
}

/** Whether a port of the loopback interface can be listened on right now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}
