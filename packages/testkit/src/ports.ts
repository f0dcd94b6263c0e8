/** Ports for what a test starts. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below those that Nines gives to instances, and below those of outgoing connections: neither gets in the way between
 * the moment when a port is found free and the one when it is listened on.
 */
const LOWEST = 10_000;
const HIGHEST = 20_000;

/**
 * A loopback port that nobody listens on. While this process lives nobody else is given the same, in whatever process
 * he asks.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if ((await reserve(port)) && (await isFree(port))) return port;
  }
}

/** So many different ones. */
export async function freePorts(count: number): Promise<readonly number[]> {
  return Promise.all(Array.from({ length: count }, freePort));
}

/** Takes its name, an abstract socket that goes with the process. @see unix(7), "Abstract sockets" */
async function reserve(port: number): Promise<boolean> {
  const lock = createServer((socket) => socket.destroy()).unref();
  try {
    await once(lock.listen(`\0nines/test-port/${port}`), 'listening');
    return true;
  } catch {
    return false;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    await once(server.close(), 'close');
    return true;
  } catch {
    return false;
  }
}
