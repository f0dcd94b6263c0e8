import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { type Backend, createBackend } from './backend.ts';

const okSchema = z.object({ ok: z.boolean() });
const closers: (() => Promise<void>)[] = [];

async function serve(listener: RequestListener): Promise<{ backend: Backend; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const backend = createBackend({ name: 'auth', url: `http://127.0.0.1:${port}` });
  closers.push(async () => {
    server.closeAllConnections();
    await backend.close();
    await new Promise((resolve) => server.close(resolve));
  });
  return { backend, server };
}

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('createBackend', () => {
  it('sends JSON, the token and the time it still waits, and checks the answer', async () => {
    const seen: unknown[] = [];
    const { backend } = await serve((request, response) => {
      const { authorization, 'content-type': type, 'x-request-timeout-ms': timeout } = request.headers;
      seen.push(request.method, request.url, authorization, type, timeout);
      request.resume().on('end', () => response.end('{"ok":true,"unknown":1}'));
    });
    const call = { method: 'POST', path: '/x?y=1', json: { a: 1 }, token: 't', timeoutMs: 700 } as const;
    await expect(backend.call(call, okSchema)).resolves.toEqual({ ok: true });
    expect(seen).toEqual(['POST', '/x?y=1', 'Bearer t', 'application/json', '700']);
  });

  it.each(['not json', '{"ok":"yes"}'])('refuses the answer %j', async (text) => {
    const { backend } = await serve((_request, response) => response.end(text));
    const call = backend.call({ method: 'GET', path: '/' }, okSchema);
    await expect(call).rejects.toMatchObject({ status: 502, code: 'BACKEND_FAILED' });
  });

  it('gives up in time', async () => {
    const { backend } = await serve(() => undefined);
    const call = backend.send({ method: 'GET', path: '/', timeoutMs: 50 });
    await expect(call).rejects.toMatchObject({ status: 504, code: 'BACKEND_TIMEOUT' });
  });

  it('repeats what may be repeated when its connection dies, once', async () => {
    let tries = 0;
    const { backend } = await serve((request, response) => {
      tries += 1;
      if (tries === 1) request.socket.destroy();
      else response.end('{"ok":true}');
    });
    await expect(backend.call({ method: 'GET', path: '/' }, okSchema)).resolves.toEqual({ ok: true });
    expect(tries).toBe(2);
  });

  it('does not repeat a POST', async () => {
    let tries = 0;
    const { backend } = await serve((request) => {
      tries += 1;
      request.socket.destroy();
    });
    const call = backend.send({ method: 'POST', path: '/', json: {} });
    await expect(call).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(tries).toBe(1);
  });
});
