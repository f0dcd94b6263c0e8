/** Ports nobody uses. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which Linux takes the ports of outgoing connections, so that none of those gets in the way. */
const LOWEST = 20_000;
const HIGHEST = 30_000;

/** So many free loopback ports, all different. They are free when this returns; nothing keeps them so. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    const listening = once(server, 'listening');
    server.listen(port, '127.0.0.1');
    await listening;
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch {
    return false;
  }
}
