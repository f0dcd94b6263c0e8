/** One input after the other through a listener of the mesh to a node:http server behind it, which says what it read. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { hasCode } from '@nines/kernel';
import { listenLocally } from '../fixtures/local-ports.ts';
import { cut, readRequests } from '../fixtures/recorders.ts';
import { REFUSALS } from '../http/refusal.ts';
import { expectedRequest, type Observed, pairsOf, withoutNewTrace } from './expectation.ts';
import { below } from './random.ts';
import type { Random } from '../upstream/balancer.ts';
import type { Tally } from './verdict.ts';

const DEADLINE_MS = 10_000;

export class RequestLane {
  readonly #server: Server;
  #seen: Observed[] = [];
  #rejections = 0;

  constructor() {
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
      this.#observe(request, response);
    };
    this.#server = createServer({ maxHeaderSize: 131_072, keepAliveTimeout: 60_000 }, onRequest);
    this.#server.on('checkExpectation', onRequest);
    this.#server.on('clientError', (error, socket) => {
      // node:http knows a fixed list of methods. Any other objection means that we are less strict than it is.
      if (hasCode(error, 'HPE_INVALID_METHOD')) this.#rejections += 1;
      socket.destroy();
    });
  }

  async start(): Promise<number> {
    return await listenLocally(this.#server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** @param port of the mesh's listener for this lane */
  async try(input: string, port: number, random: Random, tally: Tally): Promise<void> {
    this.#seen = [];
    this.#rejections = 0;
    const positions = Array.from({ length: below(random, 3) }, () => below(random, input.length + 1));
    const answer = await sendAndRead(port, cut(input, positions));
    const seen = this.#seen.map((request) => withoutNewTrace(request, input));
    const { requests, refusal } = readRequests([Buffer.from(input, 'latin1')]);
    const complete = requests.filter(({ isComplete }) => isComplete);
    const served = upToClose(complete);
    const expected = served.map((request) => expectedRequest(request, `127.0.0.1:${port}`));
    const isOver = served.at(-1)?.keepAlive === false;
    if (answer === undefined) tally.add('wedged', input);
    else if (!isDeepStrictEqual(seen, expected)) {
      const detail = JSON.stringify({ expected, seen, answer: answer.slice(0, 400) });
      tally.add(this.#rejections > 0 && isPartOf(seen, expected) ? 'rejected' : 'misread', input, detail);
    } else if (refusal !== undefined && !isOver) {
      const isTold = lastStatus(answer) === REFUSALS[refusal].status;
      tally.add(isTold ? 'refused' : 'wrong_answer', input, isTold ? refusal : `${refusal}: ${answer.slice(0, 200)}`);
    } else tally.add(complete.length < requests.length || requests.length === 0 ? 'incomplete' : 'forwarded', input);
  }

  #observe(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1');
    });
    request.on('end', () => {
      const start = `${request.method ?? ''} ${request.url ?? ''}`;
      const trailers = pairsOf(request.rawTrailers);
      this.#seen.push({ start, fields: pairsOf(request.rawHeaders), body, trailers });
      response.end('ok');
    });
    request.on('error', () => undefined);
  }
}

/** Nothing is read behind a request that ends its connection. */
function upToClose<T extends { readonly keepAlive: boolean }>(requests: readonly T[]): readonly T[] {
  const last = requests.findIndex(({ keepAlive }) => !keepAlive);
  return last < 0 ? requests : requests.slice(0, last + 1);
}

/** Whether everything seen was expected, in that order. */
function isPartOf(seen: readonly Observed[], expected: readonly Observed[]): boolean {
  let found = 0;
  for (const request of expected) if (isDeepStrictEqual(seen[found], request)) found += 1;
  return found === seen.length;
}

function lastStatus(answer: string): number {
  return Number([...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].at(-1)?.[1]);
}

/** Everything that comes back until the mesh closes; undefined when it never does. */
async function sendAndRead(port: number, pieces: readonly Buffer[]): Promise<string | undefined> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  socket.setNoDelay(true);
  for (const piece of pieces) {
    socket.write(piece);
    if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
  try {
    if (!socket.closed) await once(socket, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) });
    return answer;
  } catch {
    socket.destroy();
    return undefined;
  }
}
