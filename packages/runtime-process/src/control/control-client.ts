/** A `Runtime` whose supervisor is another process, reached over its control socket. */
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { Catalog } from '@nines/catalog';
import { hasCode, NinesError } from '@nines/kernel';
import type { ApplyReceipt, LogLine, LogOptions, NinesEvent, PlatformStatus, Runtime } from '@nines/kernel';
import { CONTROL_VERSION, CONTROL_VERSION_HEADER } from './contract.ts';
import type { ApplyRequest, ControlProblem, PlatformReport, ScaleRequest } from './contract.ts';
import { readJson, readLines } from './http.ts';

export interface ProcessRuntimeOptions {
  readonly socketPath: string;
  /** Values of the caller's environment for declared secrets, by variable name. @defaultValue none */
  readonly secretValues?: Readonly<Record<string, string>>;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Errors that mean that nobody is at the other end. */
const NOBODY_THERE = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'];

/** Connects per call, so that a supervisor that was restarted in between is simply met again. */
export class ProcessRuntime implements Runtime<Catalog> {
  readonly #socketPath: string;
  readonly #secretValues: Readonly<Record<string, string>>;

  constructor(options: ProcessRuntimeOptions) {
    this.#socketPath = options.socketPath;
    this.#secretValues = options.secretValues ?? {};
  }

  async apply(catalog: Catalog): Promise<ApplyReceipt> {
    const body: ApplyRequest = { catalog, secretValues: this.#secretValues };
    return (await this.#json({ method: 'POST', path: '/apply', body })) as ApplyReceipt;
  }

  async report(): Promise<PlatformReport> {
    return (await this.#json({ method: 'GET', path: '/platform' })) as PlatformReport;
  }

  async status(): Promise<PlatformStatus> {
    return (await this.report()).status;
  }

  async restart(service: string): Promise<void> {
    await this.#json({ method: 'POST', path: `/services/${encodeURIComponent(service)}/restart` });
  }

  async scale(service: string, replicas: number): Promise<void> {
    const body: ScaleRequest = { replicas };
    await this.#json({ method: 'POST', path: `/services/${encodeURIComponent(service)}/scale`, body });
  }

  /** Begins to stop the platform and everything in it; watch `report` for the end. */
  async shutdown(): Promise<void> {
    await this.#json({ method: 'POST', path: '/shutdown' });
  }

  async *observe(since: string | undefined, signal: AbortSignal): AsyncGenerator<NinesEvent, void, undefined> {
    const query = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
    const response = await this.#send({ method: 'GET', path: `/events${query}`, signal });
    for await (const line of readLines(response)) yield line as NinesEvent;
  }

  async *logs(service: string, options: LogOptions): AsyncGenerator<LogLine, void, undefined> {
    const query = new URLSearchParams({ tail: String(options.tail ?? 100), follow: String(options.follow ?? false) });
    const path = `/services/${encodeURIComponent(service)}/logs?${query.toString()}`;
    const response = await this.#send({ method: 'GET', path, signal: options.signal });
    for await (const line of readLines(response)) yield line as LogLine;
  }

  async #json(call: Call): Promise<unknown> {
    return readJson(await this.#send(call));
  }

  async #send(call: Call): Promise<IncomingMessage> {
    const text = call.body === undefined ? '' : JSON.stringify(call.body);
    const outgoing = request({
      socketPath: this.#socketPath,
      method: call.method,
      path: call.path,
      headers: {
        [CONTROL_VERSION_HEADER]: String(CONTROL_VERSION),
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      },
      agent: false,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    outgoing.end(text);
    const [response] = (await once(outgoing, 'response').catch(rethrowUnreachable)) as [IncomingMessage];
    if ((response.statusCode ?? 500) >= 300) throw await problemOf(response);
    return response;
  }
}

function rethrowUnreachable(error: unknown): never {
  if (NOBODY_THERE.some((code) => hasCode(error, code))) {
    throw new NinesError('RUNTIME_NOT_RUNNING', 'the platform is not running; start it with `nines up`', {
      cause: error,
    });
  }
  throw error;
}

async function problemOf(response: IncomingMessage): Promise<NinesError> {
  const problem = (await readJson(response)) as ControlProblem;
  return new NinesError(problem.code as Uppercase<string>, problem.detail, { details: { status: problem.status } });
}
