import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { systemClock } from '@nines/system-clock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ServerApp } from './fastify-app.ts';
import { createTestApp } from '../testing/test-app.ts';

let app: ServerApp;
/** Of each wait that was begun, ms. */
let waits: number[];
let late: AbortController;

beforeEach(async () => {
  waits = [];
  late = new AbortController();
  const timeoutSignal = (ms: number): AbortSignal => {
    waits.push(ms);
    return late.signal;
  };
  const backups = { take: () => expect.fail(), restore: async () => new Promise<never>(() => undefined) };
  app = createTestApp({ backups }, { clock: { ...systemClock, timeoutSignal } });
  app.route({ method: ['GET', 'POST'], url: '/none', config: { needs: 'anyone' }, handler: async () => 'done' });
  await app.listen({ host: '127.0.0.1', port: 0 });
});

/** A connection on which `sent` was sent. */
async function sending(sent: string) {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(sent.replaceAll('\n', '\r\n'));
  return socket;
}

const REST = 'HTTP/1.1\nHost: localhost\nContent-Type: application/gzip\nContent-Length: 20\n\nx';

describe('who does not send all of a request', () => {
  it.each([
    ['POST /none', 60_000],
    ['GET /none', 60_000],
    ['POST /nowhere', 60_000],
    ['POST /api/v1/session', 60_000],
    ['POST /api/v1/restore', 6 * 3_600_000],
  ])('is hung up on: %s after %d ms', async (asked, ms) => {
    const socket = await sending(`${asked} ${REST}`);
    const over = text(socket).catch(() => 'reset');
    await expect.poll(() => waits).toEqual([ms]);
    expect(socket.readyState).toBe('open');
    late.abort();
    await over;
    await app.close();
  });

  it('is hung up on at once where the address cannot be read', async () => {
    expect(await text(await sending(`POST /%zz ${REST}`))).toContain('API_BAD_REQUEST');
    await app.close();
  });

  it('is not waited for where all of it came, also with the next on the same connection', async () => {
    const socket = await sending(`GET /none HTTP/1.1\nHost: localhost\n\n`);
    await once(socket, 'data');
    socket.write(`POST /none ${REST}${'x'.repeat(19)}`.replaceAll('\n', '\r\n'));
    await once(socket, 'data');
    expect(waits).toEqual([60_000]);
    late.abort();
    socket.write('GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await app.close();
  });
});
