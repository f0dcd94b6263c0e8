/** An address is shared with nobody but whom it was passed on to; whoever closes it takes nothing along. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from './fixtures/local-ports.ts';
import { Inbox, sendFiles } from './handover/parcels.ts';
import { ListeningSocket } from './listening-socket.ts';

describe('a listening socket', () => {
  let directory: string;
  let port: number;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'listening-'));
    port = await freePort();
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  async function open(word: string, descriptor?: number): Promise<ListeningSocket> {
    const onSocket = (accepted: Socket): void => void accepted.end(word);
    return await ListeningSocket.open({ host: '127.0.0.1', port, descriptor, onSocket });
  }

  /** What another process would receive. */
  function passedOn({ descriptor }: ListeningSocket): number | undefined {
    const inbox = Inbox.open(join(directory, 'inbox'));
    sendFiles(join(directory, 'inbox'), new Map([['it', descriptor ?? -1]]));
    const received = inbox.take().get('it');
    inbox.close();
    return received;
  }

  async function wordOf(client: Socket): Promise<string> {
    const [word] = (await once(client, 'data')) as [Buffer];
    return word.toString();
  }

  it('has its address for itself', async () => {
    const first = await open('first');
    await expect(open('second')).rejects.toThrow('EADDRINUSE');
    first.close();
    expect(first.descriptor).toBeUndefined();
    (await open('second')).close();
  });

  it('is left to who holds it too, with all that waits to be accepted', async () => {
    const first = await open('first');
    const passed = passedOn(first);
    const clients = Array.from({ length: 50 }, () => connect(port, '127.0.0.1'));
    await Promise.all(clients.slice(0, 25).map((client) => once(client, 'connect'))); // accepted by the first, or waiting
    first.close();
    const second = await open('second', passed);
    const words = await Promise.all(clients.map(wordOf));
    expect(words).toHaveLength(50);
    expect(new Set(words)).toContain('second');
    second.close();
    await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
  });
});
