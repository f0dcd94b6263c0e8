/**
 * Load at a fixed rate over raw connections: cheap enough to leave the machine to what is measured. Latency counts from
 * the time at which a request should have been sent, so that a stall cannot hide itself.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface PacedLoadOptions {
  readonly port: number;
  readonly requestsPerSecond: number;
  readonly durationMs: number;
  readonly connections: number;
  readonly signal: AbortSignal;
}

export interface PacedLoadOutcome {
  /** Of every request, ms. */
  readonly latenciesMs: readonly number[];
  /** Answers with another status than 200, and connections that broke. */
  readonly errors: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** Sends what is due every millisecond, each request on a connection that is free; the rest waits its turn. */
export async function runPacedLoad(options: PacedLoadOptions): Promise<PacedLoadOutcome> {
  const { port, requestsPerSecond, durationMs, connections, signal } = options;
  const load = new PacedLoad(port);
  await load.open(connections);
  const total = Math.floor((durationMs / 1_000) * requestsPerSecond);
  const beganAt = performance.now();
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - beganAt) / 1_000) * requestsPerSecond));
    for (; sent < due; sent += 1) load.send(beganAt + (sent * 1_000) / requestsPerSecond);
    await sleep(1, undefined, { signal });
  }
  await load.settle(signal);
  return { latenciesMs: load.latenciesMs, errors: load.errors };
}

class PacedLoad {
  readonly latenciesMs: number[] = [];
  errors = 0;
  readonly #request: Buffer;
  readonly #port: number;
  readonly #free: Socket[] = [];
  readonly #waiting: number[] = [];
  readonly #all: Socket[] = [];
  #underWay = 0;

  constructor(port: number) {
    this.#port = port;
    this.#request = Buffer.from(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  }

  async open(connections: number): Promise<void> {
    for (let index = 0; index < connections; index += 1) {
      const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
      await once(socket, 'connect');
      this.#all.push(socket);
      this.#free.push(socket);
    }
  }

  send(intendedAt: number): void {
    const socket = this.#free.pop();
    if (socket === undefined) this.#waiting.push(intendedAt);
    else this.#sendOn(socket, intendedAt);
  }

  async settle(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + 10_000;
    while (this.#underWay > 0 && performance.now() < deadline) await sleep(5, undefined, { signal });
    this.errors += this.#underWay;
    for (const socket of this.#all) socket.destroy();
  }

  #sendOn(socket: Socket, intendedAt: number): void {
    this.#underWay += 1;
    let received: Buffer = Buffer.alloc(0);
    const finish = (ok: boolean): void => {
      socket.removeAllListeners();
      this.#underWay -= 1;
      this.latenciesMs.push(performance.now() - intendedAt);
      if (!ok) this.errors += 1;
      const next = this.#waiting.shift();
      if (next !== undefined && !socket.destroyed) this.#sendOn(socket, next);
      else this.#free.push(socket);
    };
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      if (isComplete(received)) finish(received.subarray(9, 12).toString('latin1') === '200');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      finish(false);
    });
    socket.write(this.#request);
  }
}

function isComplete(response: Buffer): boolean {
  const headEnd = response.indexOf(HEAD_END);
  if (headEnd === -1) return false;
  const length = /content-length: *(\d+)/i.exec(response.toString('latin1', 0, headEnd))?.[1];
  return response.length >= headEnd + HEAD_END.length + Number(length ?? 0);
}
