/**
 * Differential fuzzing of the whole data path: generated and damaged messages go through a real mesh, and what node:http
 * reads on the other side must be what our parser said it forwarded.
 */
import { freePort } from '../fixtures/local-ports.ts';
import { nodeClock } from '../fixtures/node-clock.ts';
import { Mesh } from '../mesh.ts';
import { CLASSICS } from './classics.ts';
import { seededRandom } from '../seeded-random.ts';
import { generateRequests } from './request-grammar.ts';
import { RequestLane } from './request-lane.ts';
import { generateResponse } from './response-grammar.ts';
import { ResponseLane } from './response-lane.ts';
import { Tally } from './verdict.ts';

export interface FuzzOptions {
  /** Generated request inputs; the classic smuggling variants come on top. */
  readonly requests: number;
  readonly responses: number;
  readonly seed: number;
  /** Connections at a time. @defaultValue 16 */
  readonly lanes?: number;
  readonly signal: AbortSignal;
  /** Called now and then with the number of inputs done. */
  readonly onProgress?: (done: number) => void;
}

export interface FuzzReport {
  readonly requests: Tally;
  readonly responses: Tally;
  /** Connections, requests and listeners' clients still open when everything had been answered. Must be 0. */
  readonly leaked: number;
}

interface Lane {
  start(): Promise<number>;
  stop(): Promise<void>;
  try(input: string, port: number, random: () => number, tally: Tally): Promise<void>;
}

const SETTLE_MS = 5_000;

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, lanes = 16, signal } = options;
  const mesh = new Mesh({ clock: nodeClock, random: seededRandom(seed), settings: { halfCloseGraceMs: 20_000 } });
  const requests = new Tally();
  const responses = new Tally();
  const report = (): void => options.onProgress?.(requests.total + responses.total);
  const workers: Lane[] = Array.from({ length: lanes * 2 }, (_, index) =>
    index < lanes ? new RequestLane() : new ResponseLane(),
  );
  const ports = await connectLanes(mesh, workers);
  try {
    let classic = 0;
    const nextRequest = (random: () => number): string => CLASSICS[classic++] ?? generateRequests(random);
    await Promise.all(
      workers.map(async (lane, index) => {
        const random = seededRandom(seed + index);
        const port = ports[index] ?? 0;
        const isRequestLane = index < lanes;
        const [tally, total] = isRequestLane
          ? [requests, options.requests + CLASSICS.length]
          : [responses, options.responses];
        const share = Math.ceil(total / lanes);
        for (let done = 0; done < share && !signal.aborted; done += 1) {
          const input = isRequestLane ? nextRequest(random) : generateResponse(random);
          await lane.try(input, port, random, tally);
          if (done % 500 === 0) report();
        }
      }),
    );
    return { requests, responses, leaked: await leftOver(mesh) };
  } finally {
    await mesh.close(AbortSignal.timeout(100));
    await Promise.all(workers.map((lane) => lane.stop()));
  }
}

async function connectLanes(mesh: Mesh, lanes: readonly Lane[]): Promise<readonly number[]> {
  const upstreams = await Promise.all(lanes.map((lane) => lane.start()));
  const ports: number[] = [];
  for (const _ of lanes) ports.push(await freePort());
  const host = '127.0.0.1';
  await mesh.apply({
    schemaVersion: 1,
    version: 1,
    listeners: ports.map((port, index) => ({ kind: 'edge', host, port, consumer: 'fuzz', service: `lane-${index}` })),
    services: upstreams.map((port, index) => {
      const endpoints = [{ id: `lane-${index}-0`, version: '1', host, port }];
      return { name: `lane-${index}`, protocol: 'http', endpoints };
    }),
  });
  return ports;
}

/** What is open once everything has had time to close. */
async function leftOver(mesh: Mesh): Promise<number> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const { listeners, endpoints } = mesh.status();
    const open = listeners.reduce((sum, { connections }) => sum + connections, 0);
    const underWay = endpoints.reduce((sum, { inFlight }) => sum + inFlight, 0);
    if (open + underWay === 0 || Date.now() >= deadline) return open + underWay;
    await nodeClock.sleep(20);
  }
}
