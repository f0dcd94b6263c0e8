/** A `Runtime` whose supervisor is another process, reached over its control socket. */
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { completeCatalog } from '@nines/catalog/vocabulary';
import type { Catalog } from '@nines/catalog';
import { formatDuration, hasCode, NinesError } from '@nines/kernel';
import type { ApplyReceipt, LogLine, LogOptions, NinesEvent, PlatformStatus, Runtime } from '@nines/kernel';
import { CONTROL_VERSION, CONTROL_VERSION_HEADER } from './contract.ts';
import type {
  ApplyRequest,
  ControlProblem,
  DesiredReport,
  PlatformReport,
  Provisions,
  ScaleRequest,
} from './contract.ts';
import { readJson, readLines } from './http.ts';

export interface ProcessRuntimeOptions {
  /** Asked for before each connection, so that it can refuse a place that is not this user's own. */
  readonly socketPath: () => string;
  /** Cancels every call and every stream. */
  readonly signal: AbortSignal;
  /** Values of the caller's environment for declared secrets, by variable name. @defaultValue none */
  readonly secretValues?: Readonly<Record<string, string>>;
  /** Longest wait for an answer, and for a stream to begin, ms. @defaultValue 10_000 */
  readonly answerTimeoutMs?: number;
  /** Longest wait for `apply`, ms: the first one may have to copy an engine's programs. @defaultValue 60_000 */
  readonly applyTimeoutMs?: number;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

const ANSWER_TIMEOUT_MS = 10_000;
const APPLY_TIMEOUT_MS = 60_000;

/** Errors that mean that nobody is at the other end, or not any more. */
const NOBODY_THERE = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'];

/** Errors that mean that its owner alone may ask. */
const NOT_OURS = ['EACCES', 'EPERM'];

/**
 * Connects per call, so that a supervisor that was restarted in between is simply met again.
 *
 * Besides what `Runtime` says, every method rejects with NinesError `CONTROL_TIMED_OUT` when the supervisor lives but
 * does not answer, with `CONTROL_NOT_PERMITTED` where it is another user's, with `STATE_SOCKET_DIRECTORY` where its
 * socket is not to be trusted, and with the reason of the signal that cancelled the call. A stream that breaks off
 * rejects with `RUNTIME_NOT_RUNNING`.
 */
export class ProcessRuntime implements Runtime<Catalog> {
  readonly #options: ProcessRuntimeOptions;

  constructor(options: ProcessRuntimeOptions) {
    this.#options = options;
  }

  /** @param provisions what Nines' own workloads are made of; without them, of what they were made before */
  async apply(catalog: Catalog, provisions?: Provisions): Promise<ApplyReceipt> {
    const { applyTimeoutMs = APPLY_TIMEOUT_MS, secretValues = {} } = this.#options;
    const body: ApplyRequest = { catalog, secretValues, ...(provisions && { provisions }) };
    return (await this.#json({ method: 'POST', path: '/apply', body, timeoutMs: applyTimeoutMs })) as ApplyReceipt;
  }

  async report(): Promise<PlatformReport> {
    return (await this.#json({ method: 'GET', path: '/platform' })) as PlatformReport;
  }

  /** What should be. @throws NinesError `RUNTIME_NOTHING_APPLIED` */
  async desired(): Promise<DesiredReport> {
    const report = (await this.#json({ method: 'GET', path: '/desired' })) as DesiredReport;
    return { ...report, catalog: completeCatalog(report.catalog) }; // an earlier version may have read it
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
    for await (const line of this.#lines(`/events${query}`, signal)) yield line as NinesEvent;
  }

  async *logs(service: string, options: LogOptions): AsyncGenerator<LogLine, void, undefined> {
    const query = new URLSearchParams({ tail: String(options.tail ?? 100), follow: String(options.follow ?? false) });
    const path = `/services/${encodeURIComponent(service)}/logs?${query.toString()}`;
    for await (const line of this.#lines(path, options.signal)) yield line as LogLine;
  }

  async #json(call: Call): Promise<unknown> {
    const patience = new Patience(call.timeoutMs ?? this.#answerTimeoutMs);
    const stop = AbortSignal.any([this.#options.signal, patience.signal]);
    try {
      return await readJson(await this.#send(call, stop));
    } catch (error) {
      throw understood(error, stop);
    } finally {
      patience.end();
    }
  }

  /** A stream may be silent for as long as it likes, once it has begun. */
  async *#lines(path: string, signal: AbortSignal): AsyncGenerator<unknown, void, undefined> {
    const patience = new Patience(this.#answerTimeoutMs);
    const stop = AbortSignal.any([this.#options.signal, signal, patience.signal]);
    try {
      const response = await this.#send({ method: 'GET', path }, stop);
      patience.end();
      yield* readLines(response);
    } catch (error) {
      throw understood(error, stop);
    } finally {
      patience.end();
    }
  }

  get #answerTimeoutMs(): number {
    return this.#options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
  }

  async #send(call: Call, signal: AbortSignal): Promise<IncomingMessage> {
    signal.throwIfAborted();
    const text = call.body === undefined ? '' : JSON.stringify(call.body);
    const outgoing = request({
      socketPath: this.#options.socketPath(),
      method: call.method,
      path: call.path,
      headers: {
        [CONTROL_VERSION_HEADER]: String(CONTROL_VERSION),
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      },
      agent: false,
      signal,
    });
    outgoing.end(text);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    // Once there is a response, what goes wrong is told by it.
    outgoing.on('error', () => undefined);
    if ((response.statusCode ?? 500) >= 300) throw await problemOf(response);
    return response;
  }
}

/** Runs out unless it is ended before. */
class Patience {
  readonly #timer: NodeJS.Timeout;
  readonly #out = new AbortController();

  constructor(timeoutMs: number) {
    this.#timer = setTimeout(() => {
      this.#out.abort(
        new NinesError(
          'CONTROL_TIMED_OUT',
          `the supervisor lives, but did not answer within ${formatDuration(timeoutMs)}; try again, and if it stays so, kill -9 it (logs/supervisor.log has its pid): another takes over what runs`,
          { details: { timeoutMs } },
        ),
      );
    }, timeoutMs);
  }

  /** Aborts with NinesError `CONTROL_TIMED_OUT`. */
  get signal(): AbortSignal {
    return this.#out.signal;
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** A broken connection as what it means; whoever cancelled the call is told his own reason. */
function understood(error: unknown, stop: AbortSignal): unknown {
  if (stop.aborted) return stop.reason;
  if (NOT_OURS.some((code) => hasCode(error, code))) {
    const message = 'the platform belongs to another user; run this command as that user, or as root';
    return new NinesError('CONTROL_NOT_PERMITTED', message, { cause: error });
  }
  if (!NOBODY_THERE.some((code) => hasCode(error, code))) return error;
  return new NinesError('RUNTIME_NOT_RUNNING', 'the platform is not running; start it with `nines up`', {
    cause: error,
  });
}

async function problemOf(response: IncomingMessage): Promise<NinesError> {
  const problem = (await readJson(response)) as ControlProblem;
  return new NinesError(problem.code as Uppercase<string>, problem.detail, { details: { status: problem.status } });
}
