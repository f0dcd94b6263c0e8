import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { NinesError } from '@nines/kernel';
import { fullDisk } from '@nines/testkit/full-disk';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { requireAbsent, sendBackup, writeBackup } from './backup-file.ts';
import { openAnswer } from './server-client.ts';

const SIGNAL = AbortSignal.timeout(60_000);
/** More than what lies in any buffer on the way. */
const LARGE = Buffer.alloc(6 * 1024 * 1024, 'x');
const REFUSAL = {
  type: 'about:blank',
  title: 'Unprocessable Content',
  status: 422,
  code: 'BACKUP_DAMAGED',
  detail: 'the backup is cut off; nothing was changed',
  instance: 'x',
};

let directory: string;
let socket: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nines-backup-'));
  socket = join(directory, 'server.sock');
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A server that answers so, until the test ends. */
async function served(answer: RequestListener): Promise<Server> {
  const server = createServer(answer).listen(socket);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  return server;
}

/** What is said, with its code in front. */
async function said(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((cause: unknown) => cause);
  if (error instanceof NinesError) return `${error.code}: ${error.message}`;
  throw new Error('nothing was refused in words', { cause: error });
}

const written = async (file: string): Promise<void> =>
  writeBackup(await openAnswer(socket, '/', { signal: SIGNAL }), file);
const sent = (file: string): Promise<unknown> => sendBackup(socket, '/restore', file, SIGNAL);
const files = (): readonly string[] => readdirSync(directory).filter((name) => name !== 'server.sock');

describe('a backup on its way into a file', () => {
  it('is whole, and for the eyes of its owner, whatever the mask of new files allows', async () => {
    await served((_request, response) => response.end(LARGE));
    const mask = process.umask(0);
    onTestFinished(() => void process.umask(mask));
    const file = join(directory, 'backup.gz');
    await written(file);
    expect(readFileSync(file).equals(LARGE)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(files()).toEqual(['backup.gz']);
  });

  it('takes the place of no other file, asked for before or made meanwhile', async () => {
    await served((_request, response) => response.end('new'));
    const file = join(directory, 'backup.gz');
    await requireAbsent(file);
    writeFileSync(file, 'old');
    const words = `BACKUP_NOT_WRITTEN: no backup was written to ${file}: there is a file of that name already`;
    expect(await said(requireAbsent(file))).toBe(words);
    expect(await said(written(file))).toBe(words);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(files()).toEqual(['backup.gz']);
  });

  it('leaves nothing on a disk that is full, and says so', async (ctx) => {
    await using disk = await fullDisk(ctx);
    await served((_request, response) => response.end(LARGE));
    expect(await said(written(join(disk.path, 'backup.gz')))).toMatch(/^BACKUP_NOT_WRITTEN: .*no space left on device/);
    expect(readdirSync(disk.path)).toEqual([]);
  });

  it('leaves nothing where the server goes away in the middle, and says so', async () => {
    await served((_request, response) => {
      response.writeHead(200);
      response.write(LARGE.subarray(0, 1_000_000), () => response.destroy());
    });
    const file = join(directory, 'backup.gz');
    expect(await said(written(file))).toBe(
      `BACKUP_NOT_WRITTEN: no backup was written to ${file}: the server broke off; see nines logs nines-server`,
    );
    expect(files()).toEqual([]);
  });

  it.each([
    [
      'in words of its own',
      503,
      JSON.stringify({ ...REFUSAL, code: 'API_UNAVAILABLE', detail: 'the database is away' }),
      'API_UNAVAILABLE: the database is away',
    ],
    ['in words of nobody', 500, '<html>', 'CLI_NO_SERVER: the server answered 500; see nines logs nines-server'],
  ])('is none where the server refuses %s', async (_name, status, body, words) => {
    await served((_request, response) => response.writeHead(status).end(body));
    expect(await said(written(join(directory, 'backup.gz')))).toBe(words);
    expect(files()).toEqual([]);
  });

  it('cannot go into a folder that is not there', async () => {
    await served((_request, response) => response.end('new'));
    expect(await said(written(join(directory, 'none', 'backup.gz')))).toMatch(/^BACKUP_NOT_WRITTEN: .*no such file/);
  });
});

describe('a backup on its way out of a file', () => {
  it('arrives whole', async () => {
    await served((request, response) => void buffer(request).then((got) => response.end(String(got.equals(LARGE)))));
    writeFileSync(join(directory, 'backup.gz'), LARGE);
    expect(await sent(join(directory, 'backup.gz'))).toBe(true);
  });

  it('is refused in the words of the server, also before it was read to its end', async () => {
    await served((_request, response) => response.writeHead(422).end(JSON.stringify(REFUSAL)));
    writeFileSync(join(directory, 'backup.gz'), LARGE);
    expect(await said(sent(join(directory, 'backup.gz')))).toBe(`BACKUP_DAMAGED: ${REFUSAL.detail}`);
  });

  it('leaves it open what became of it where the server goes away in the middle', async () => {
    await served((request) => request.once('data', () => request.destroy()));
    writeFileSync(join(directory, 'backup.gz'), LARGE);
    expect(await said(sent(join(directory, 'backup.gz')))).toBe(
      'CLI_NO_SERVER: the server broke off before it said what became of the backup; see nines status, and try again',
    );
  });

  it.each([
    ['is not there', 'none.gz', /^BACKUP_NOT_READ: the backup cannot be read: .*no such file/],
    ['is a folder', 'folder', /^BACKUP_NOT_READ: the backup cannot be read: .*is no file/],
  ])('does not go where it %s', async (_name, file, words) => {
    await served(
      (request, response) =>
        void buffer(request).then(
          () => response.end('{}'),
          () => undefined,
        ),
    );
    mkdirSync(join(directory, 'folder'));
    expect(await said(sent(join(directory, file)))).toMatch(words);
  });

  it('does not go where nobody takes it', async () => {
    writeFileSync(join(directory, 'backup.gz'), 'x');
    expect(await said(sent(join(directory, 'backup.gz')))).toBe(
      'CLI_NO_SERVER: the server does not answer; see nines status',
    );
  });
});
