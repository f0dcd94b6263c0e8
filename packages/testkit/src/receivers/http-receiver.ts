/** What the receivers that speak HTTP have in common: a port that stays, ways to be unwell, and a memory. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { freePort } from '../ports.ts';
import { Changes } from './changes.ts';

/**
 * How a receiver is.
 *
 * - `down`: nobody listens;
 * - `silent`: takes requests and answers none, nor does what they ask for, before it is `up`;
 * - `mute`: does what requests ask for and breaks the connection before the answer;
 * - `failing`: 500 to everything; `throttling`: 429 to everything.
 */
export type ReceiverMode = 'up' | 'down' | 'silent' | 'mute' | 'failing' | 'throttling';

export interface ReceivedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Aborts when the other side is gone. */
  readonly gone: AbortSignal;
}

export interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body: string | object;
}

export interface ReceiverOptions {
  /** @defaultValue a free one, kept while it is down */
  readonly port?: number;
  /** Wall clock, ms since the epoch. @defaultValue `Date.now` */
  readonly now?: () => number;
}

export abstract class HttpReceiver {
  readonly now: () => number;
  /** Requests that were taken, whatever became of them. */
  readonly requests: ReceivedRequest[] = [];
  /** What `throttling` asks for, seconds. */
  retryAfterSeconds = 1;
  #port: number | undefined;
  #server: Server | undefined;
  #mode: ReceiverMode = 'down';
  readonly #changes = new Changes();
  readonly #scripted: ReceiverAnswer[] = [];

  constructor(options: ReceiverOptions) {
    this.#port = options.port;
    this.now = options.now ?? Date.now;
  }

  get url(): string {
    if (this.#port === undefined) throw new Error('the receiver was not started');
    return `http://127.0.0.1:${this.#port}`;
  }

  get mode(): ReceiverMode {
    return this.#mode;
  }

  async start(): Promise<this> {
    await this.switchTo('up');
    return this;
  }

  async stop(): Promise<void> {
    await this.switchTo('down');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async switchTo(mode: ReceiverMode): Promise<void> {
    this.#mode = mode;
    await (mode === 'down' ? this.#unlisten() : this.#listen());
    this.tellOfChange();
  }

  /** Answers the requests that come next with these, in this order, instead of what they deserve. */
  answerNext(...answers: readonly ReceiverAnswer[]): void {
    this.#scripted.push(...answers);
  }

  /** Resolves once `isSo`, asked after every request; rejects when `signal` aborts. */
  async waitUntil(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    await this.#changes.until(isSo, signal);
  }

  protected abstract handle(request: ReceivedRequest): ReceiverAnswer | Promise<ReceiverAnswer>;

  /** How this service says that it is unwell. */
  protected failure(): ReceiverAnswer {
    return { status: 500, body: 'internal error' };
  }

  protected throttled(seconds: number): ReceiverAnswer {
    return { status: 429, headers: { 'retry-after': String(seconds) }, body: 'too many requests' };
  }

  protected tellOfChange(): void {
    this.#changes.tell();
  }

  async #listen(): Promise<void> {
    if (this.#server !== undefined) return;
    this.#port ??= await freePort();
    const server = createServer((incoming, response) => {
      void this.#answer(incoming, response);
    });
    this.#server = server;
    await once(server.listen(this.#port, '127.0.0.1'), 'listening');
  }

  async #unlisten(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server.close(), 'close');
    server.closeAllConnections();
    await closed;
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const body = await textOf(incoming).catch(() => undefined);
    if (body === undefined) return;
    const { method = '', url = '', headers } = incoming;
    const request = { method, path: url, headers, body, gone: gone.signal };
    this.requests.push(request);
    this.tellOfChange();
    await this.waitUntil(() => this.#mode !== 'silent', gone.signal).catch(() => undefined);
    if (gone.signal.aborted) return;
    const answer = await this.#answerTo(request);
    this.tellOfChange();
    if (this.#mode === 'mute') incoming.socket.destroy();
    else send(response, answer);
  }

  async #answerTo(request: ReceivedRequest): Promise<ReceiverAnswer> {
    if (this.#mode === 'failing') return this.failure();
    if (this.#mode === 'throttling') return this.throttled(this.retryAfterSeconds);
    return this.#scripted.shift() ?? this.handle(request);
  }
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, headers, body }: ReceiverAnswer): void {
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A JSON object, or undefined. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @see RFC 3339 */
export function isMoment(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
