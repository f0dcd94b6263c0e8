/** One response after the other from a raw server through the mesh to a node:http client, which says what it read. */
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { listenLocally } from '../fixtures/local-ports.ts';
import { cut, readResponse } from '../fixtures/recorders.ts';
import { expectedResponse, type Observed, pairsOf, withoutFraming } from './expectation.ts';
import { below, pick } from './random.ts';
import type { Random } from '../upstream/balancer.ts';
import type { Tally } from './verdict.ts';

const DEADLINE_MS = 10_000;

interface Received {
  /** Undefined when no complete response arrived. */
  readonly observed: Observed | undefined;
  readonly isTimedOut: boolean;
}

export class ResponseLane {
  readonly #server: Server;
  #pieces: readonly Buffer[] = [];

  constructor() {
    this.#server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        void this.#answer(socket);
      });
    });
  }

  async start(): Promise<number> {
    return await listenLocally(this.#server);
  }

  async stop(): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** @param port of the mesh's listener for this lane */
  async try(input: string, port: number, random: Random, tally: Tally): Promise<void> {
    const method = pick(random, ['GET', 'GET', 'GET', 'HEAD', 'POST']);
    this.#pieces = cut(
      input,
      Array.from({ length: below(random, 3) }, () => below(random, input.length + 1)),
    );
    const { responses, refusal } = readResponse([Buffer.from(input, 'latin1')], method, true);
    const final = responses.find(({ status }) => status >= 200);
    const { observed, isTimedOut } = await fetchRaw(port, method);
    const isSwitch = responses.some(({ status }) => status === 101);
    if (isTimedOut) tally.add('wedged', input, method);
    else if (final?.isComplete === true && refusal === undefined && !isSwitch) {
      const expected = expectedResponse(final);
      const isSame = isDeepStrictEqual(observed, expected);
      if (isSame) tally.add('forwarded', input);
      else
        tally.add(
          observed === undefined ? 'rejected' : 'misread',
          input,
          JSON.stringify({ method, expected, observed }),
        );
    } else if (observed !== undefined && observed.start !== '502') {
      tally.add('misread', input, JSON.stringify({ method, refusal, observed }));
    } else if (refusal !== undefined || isSwitch) tally.add('refused', input, refusal ?? 'unasked_upgrade');
    else tally.add('incomplete', input);
  }

  async #answer(socket: Socket): Promise<void> {
    for (const piece of this.#pieces) {
      socket.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.end();
  }
}

async function fetchRaw(port: number, method: string): Promise<Received> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const headers = method === 'POST' ? { 'content-length': 2 } : {};
  const request = httpRequest({ port, host: '127.0.0.1', method, agent: false, headers, signal });
  request.end(method === 'POST' ? 'hi' : '');
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let body = '';
    for await (const chunk of response as AsyncIterable<Buffer>) body += chunk.toString('latin1');
    const observed = {
      start: String(response.statusCode),
      fields: withoutFraming(pairsOf(response.rawHeaders)),
      body,
      trailers: pairsOf(response.rawTrailers),
    };
    return { observed, isTimedOut: false };
  } catch {
    return { observed: undefined, isTimedOut: signal.aborted };
  } finally {
    request.destroy();
  }
}
