import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askSocket } from '@nines/testkit/socket-request';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LocalSocket } from './local-socket.ts';

let directory: string;
let path: string;
let first: LocalSocket;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nines-local-'));
  path = join(directory, 'server.sock');
  first = new LocalSocket();
});

afterEach(async () => {
  await first.close();
  rmSync(directory, { recursive: true });
});

const answering = async (socket: LocalSocket, text: string): Promise<void> =>
  socket.listen(path, (_request, response) => response.end(text));

it('carries what comes through it, and nothing else', async () => {
  const told: boolean[] = [];
  await first.listen(path, (request, response) => {
    told.push(first.carries(request));
    response.end();
  });
  const foreign = createServer((request, response) => {
    told.push(first.carries(request));
    response.end();
  }).listen(join(directory, 'other.sock'));
  await once(foreign, 'listening');
  await askSocket(path, '/');
  await askSocket(join(directory, 'other.sock'), '/');
  foreign.close();
  expect(told).toEqual([true, false]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('is not taken over by a second server, which does not break it either', async () => {
  await answering(first, 'first');
  await expect(answering(new LocalSocket(), 'second')).rejects.toMatchObject({ code: 'SERVER_SOCKET_TAKEN' });
  expect((await askSocket(path, '/')).text).toBe('first');
});

it('is free again once its server has ended in good order', async () => {
  await answering(first, 'first');
  await first.close();
  first = new LocalSocket();
  await answering(first, 'second');
  expect((await askSocket(path, '/')).text).toBe('second');
});

it('is taken over from a server that was killed', async () => {
  const module = join(import.meta.dirname, 'local-socket.ts');
  const program = `
    const { LocalSocket } = await import(${JSON.stringify(module)});
    await new LocalSocket().listen(${JSON.stringify(path)}, (_, response) => response.end('killed'));
    console.log('listening');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  expect((await askSocket(path, '/')).text).toBe('killed');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await answering(first, 'next');
  expect((await askSocket(path, '/')).text).toBe('next');
});
