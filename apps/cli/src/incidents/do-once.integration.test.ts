import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { messageOf, NinesError } from '@nines/kernel';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { doOnce } from './do-once.ts';

const ASKED = { number: 7, path: '/api/v1/incidents/7/notes', body: { text: 'the disk is full' }, key: 'drawn-once' };
const DOUBT = 'it may have been done all the same: look at `nines incident show 7` before you repeat it';

type Reply = (response: ServerResponse) => void;

const lost: Reply = (response) => void response.destroy();
const brokenOff: Reply = (response) => void response.writeHead(200).write('{"done":', () => response.destroy());
const done: Reply = (response) => void response.writeHead(200).end('{"done":true}');
const refused = (status: number, code: string): Reply => {
  const problem = { type: 'about:blank', status, code, detail: 'it is so' };
  return (response) => void response.writeHead(status).end(JSON.stringify(problem));
};

let directory: string;
let socket: string;
/** What the server was asked for. */
let heard: unknown[];
/** Time goes by in pauses only. */
let nowMs: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nines-once-'));
  socket = join(directory, 'server.sock');
  heard = [];
  nowMs = 0;
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A server that replies so, one after the other, and with the last one from then on. */
async function served(...replies: readonly [Reply, ...Reply[]]): Promise<void> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    heard.push([request.headers['idempotency-key'], await json(request)]);
    (replies[heard.length - 1] ?? replies.at(-1))?.(response);
  };
  const server = createServer((request, response) => void answer(request, response)).listen(socket);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
}

/** What comes of it, and how often it was asked again. */
async function outcome(onPause: () => Promise<void> | void = () => undefined): Promise<readonly [unknown, number]> {
  let again = 0;
  const clock = {
    monotonicMs: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
      await onPause();
    },
  };
  const onAgain = (): void => void (again += 1);
  const answer = await doOnce(socket, ASKED, { clock, signal: AbortSignal.timeout(60_000), onAgain }).catch(
    (error: unknown) => (error instanceof NinesError ? `${error.code}: ${error.message}` : messageOf(error)),
  );
  return [answer, again];
}

describe('what is done about an incident', () => {
  it.each<[string, Reply]>([
    ['the answer is lost', lost],
    ['the answer breaks off', brokenOff],
    ['the database is away', refused(503, 'STORE_UNREACHABLE')],
    ['the server has too much to do', refused(503, 'SERVER_BUSY')],
    ['the server has only begun', refused(503, 'API_UNAVAILABLE')],
  ])('is asked for again, under the same key, where %s', async (_name, reply) => {
    await served(reply, reply, done);
    expect(await outcome()).toEqual([{ done: true }, 2]);
    expect(heard).toEqual(Array.from({ length: 3 }, () => ['drawn-once', { text: 'the disk is full' }]));
  });

  it('is asked for again where a server is only just back', async () => {
    const start = async (): Promise<void> => served(done);
    expect(await outcome(start)).toEqual([{ done: true }, 1]);
  });

  it('is not asked for again where it was refused', async () => {
    await served(refused(409, 'INCIDENT_ILLEGAL_TRANSITION'));
    expect(await outcome()).toEqual(['INCIDENT_ILLEGAL_TRANSITION: it is so', 0]);
  });

  it.each<[string, readonly [Reply, ...Reply[]], string]>([
    [
      'the answer',
      [lost],
      `CLI_NO_SERVER: the server at SOCKET does not answer; see nines status, and nines logs nines-server; ${DOUBT}`,
    ],
    ['that of the database', [refused(503, 'STORE_UNREACHABLE')], `STORE_UNREACHABLE: it is so; ${DOUBT}`],
    ['the first answer', [lost, refused(503, 'SERVER_BUSY')], `SERVER_BUSY: it is so; ${DOUBT}`],
  ])('may have been done where %s stays away for ten seconds, which is said', async (_name, replies, words) => {
    await served(...replies);
    expect(await outcome()).toEqual([words.replace('SOCKET', socket), 10]);
    expect(nowMs).toBe(10_000);
  });

  it('was not done where nobody took it in', async () => {
    const [words] = await outcome();
    expect(words).toBe(
      `CLI_NO_SERVER: the server at ${socket} does not answer; see nines status, and nines restart nines-server where it is ready`,
    );
    await served(refused(503, 'SERVER_BUSY'));
    nowMs = 0;
    expect(await outcome()).toEqual(['SERVER_BUSY: it is so', 10]);
  });
});
