/** Open files passed between processes, and within one: whole, labelled, and none left open. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeFiles, Inbox, sendFiles } from './parcels.ts';
import { connectTo, datagramSocket, send } from './system-calls.ts';

describe('files that are passed on', () => {
  let directory: string;
  let path: string;
  let inbox: Inbox;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'parcels-'));
    path = join(directory, 'inbox');
    inbox = Inbox.open(path);
  });

  afterEach(() => {
    inbox.close();
    rmSync(directory, { recursive: true });
  });

  const openFiles = (): number => readdirSync('/proc/self/fd').length;

  function files(count: number): Map<string, number> {
    const labelled = new Map<string, number>();
    for (let index = 0; index < count; index += 1) {
      const name = join(directory, `file-${index}`);
      writeFileSync(name, `text ${index}`);
      labelled.set(`label ${index}`, openSync(name, 'r'));
    }
    return labelled;
  }

  it.each([0, 1, 250, 251, 600])('arrive under their labels, %d of them', (count) => {
    const sent = files(count);
    sendFiles(path, sent);
    closeFiles(sent);
    const received = inbox.take();
    expect([...received.keys()]).toEqual([...sent.keys()]);
    for (const [label, descriptor] of received) {
      expect(readFileSync(descriptor, 'utf8')).toBe(label.replace('label', 'text'));
    }
    closeFiles(received);
    expect(inbox.take().size).toBe(0);
  });

  it('are refused where there is no inbox, or its path does not fit', () => {
    const before = openFiles();
    expect(() => {
      sendFiles(join(directory, 'nobody'), new Map([['in', 0]]));
    }).toThrow(
      expect.objectContaining({ code: 'MESH_HANDOVER_FAILED', details: { call: 'connect', reason: 'ENOENT' } }),
    );
    expect(() => Inbox.open(join(directory, 'x'.repeat(108)))).toThrow(/longer than the 107 bytes/);
    expect(() => {
      sendFiles(path, new Map([['closed', 1_000_000]]));
    }).toThrow(/sendmsg says EBADF/);
    expect(openFiles()).toBe(before);
  });

  it('take the place of what a killed process left', () => {
    const another = Inbox.open(path);
    sendFiles(path, new Map([['in', 0]]));
    expect(inbox.take().size).toBe(0);
    closeFiles(another.take());
    another.close();
  });

  it.each([
    ['rubbish', 'what is this'],
    ['too few labels', '[]'],
    ['labels that are none', '[1, 2]'],
  ])('are closed when they come with %s', (_, data) => {
    sendFiles(path, new Map([['good', 0]]));
    const before = openFiles();
    const socket = datagramSocket();
    connectTo(socket, path);
    const control = Buffer.alloc(24);
    control.writeBigUInt64LE(20n);
    control.writeInt32LE(1, 8);
    control.writeInt32LE(1, 12);
    send(socket, Buffer.from(data), control);
    closeSync(socket);
    expect(() => inbox.take()).toThrow(/no set of listening sockets/);
    expect(openFiles()).toBe(before);
  });

  it('are not kept from anybody by a process that may open no more', async () => {
    const child = fork(
      fileURLToPath(import.meta.resolve('../fixtures/cramped-inbox.ts')),
      [join(directory, 'cramped')],
      {
        execPath: '/bin/sh',
        execArgv: ['-c', `ulimit -n 40; exec '${process.execPath}' "$0" "$@"`],
      },
    );
    await once(child, 'message');
    const sent = files(100);
    sendFiles(join(directory, 'cramped'), sent);
    child.send('take');
    const [outcome] = (await once(child, 'message')) as [string];
    expect(outcome).toBe('MESH_HANDOVER_FAILED, nothing more is open');
    child.disconnect();
    for (const descriptor of sent.values()) expect(fstatSync(descriptor).isFile()).toBe(true);
    closeFiles(sent);
  });
});
