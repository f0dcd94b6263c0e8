import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { Sockets } from './sockets.ts';

let server: Server;
let port: number;

beforeEach(async () => {
  server = createServer((peer) => peer.resume()); // takes everything, answers nothing
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterEach(() => {
  server.close();
});

it('takes a connection on which nothing is said for lost, as the driver must hear', async () => {
  const socket = new Sockets().create(20).connect(port, '127.0.0.1');
  const lost = new Promise((resolve) => socket.once('error', resolve));
  socket.write('a question');
  expect(await lost).toMatchObject({ code: 'ETIMEDOUT' });
});

it('ends those that hang', async () => {
  const sockets = new Sockets();
  await sockets.closed(); // there are none
  const socket = sockets.create().connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const closed = sockets.closed();
  sockets.destroy();
  await closed;
  expect(socket.destroyed).toBe(true);
});
