/** An address is shared with nobody but our own; leaving it takes a bounded time, however busy the process is. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from './fixtures/local-ports.ts';
import { ListeningSocket } from './listening-socket.ts';

const LISTENERS = 15;
const never = new AbortController().signal;

describe('listening sockets', () => {
  let isBusy = false;

  afterEach(() => {
    isBusy = false;
  });

  /** Leaves no turn of the event loop shorter than `ms`, until the test is over. */
  function keepBusy(ms: number): void {
    isBusy = true;
    const burn = (): void => {
      const until = performance.now() + ms;
      while (performance.now() < until);
      if (isBusy) setImmediate(burn);
    };
    burn();
  }

  async function openAll(): Promise<{ readonly sockets: ListeningSocket[]; readonly ports: number[] }> {
    const ports = await Promise.all(Array.from({ length: LISTENERS }, freePort));
    return { sockets: await Promise.all(ports.map((port) => open(port))), ports };
  }

  async function open(port: number, isShared = false): Promise<ListeningSocket> {
    const onSocket = (accepted: Socket): void => void accepted.end('hello');
    return await ListeningSocket.open({ host: '127.0.0.1', port, isShared, onSocket });
  }

  async function closingMs(sockets: readonly ListeningSocket[], signal: AbortSignal): Promise<number> {
    const beganAt = performance.now();
    await ListeningSocket.closeAll(sockets, signal);
    return performance.now() - beganAt;
  }

  async function expectRefusal(ports: readonly number[]): Promise<void> {
    isBusy = false;
    for (const port of ports) {
      await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
    }
  }

  it('share their address where they are told to, and only there', async () => {
    const port = await freePort();
    const first = await open(port);
    await expect(open(port)).rejects.toThrow('EADDRINUSE');
    const second = await open(port, true);
    first.close();
    second.close();
    (await open(port)).close();
  });

  it.each([1, 20])('are closed within two seconds in a process with turns of %d ms', async (turnMs) => {
    const { sockets, ports } = await openAll();
    keepBusy(turnMs);
    expect(await closingMs(sockets, never)).toBeLessThan(3_500); // two seconds, and what a busy machine adds
    await expectRefusal(ports);
  });

  it('are closed at once when there is no time left', async () => {
    const { sockets, ports } = await openAll();
    keepBusy(20);
    expect(await closingMs(sockets, AbortSignal.timeout(100))).toBeLessThan(1_500); // less than the two seconds that it would have taken its time
    await expectRefusal(ports);
  });

  it('accept what waits before they are closed', async () => {
    const { sockets, ports } = await openAll();
    const clients = ports.map((port) => connect(port, '127.0.0.1'));
    await Promise.all(clients.map((client) => once(client, 'connect')));
    await closingMs(sockets, never);
    const words = clients.map(async (client) => String((await once(client, 'data'))[0]));
    expect(await Promise.all(words)).toEqual(ports.map(() => 'hello'));
  });
});
