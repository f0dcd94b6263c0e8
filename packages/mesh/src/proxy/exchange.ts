/** One request and its response: forwards both, tries again where that helps, and gives everything back at the end. */
import type { DataPlane } from '../data-plane.ts';
import type { RequestKind } from '../declared-load.ts';
import { FIELD } from '../http/field-kinds.ts';
import { isIdempotent } from '../http/methods.ts';
import type { RequestHead } from '../http/request-head.ts';
import { type Origin, writeRequestHead } from '../http/request-writer.ts';
import type { EdgeMetrics } from '../metrics/edge-metrics.ts';
import type { UpstreamConnection } from '../upstream/connection.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import { BodyQueue } from './body-queue.ts';
import { noInstance, type Problem, upstreamFailed, upstreamTimeout } from './problem.ts';
import { type RelayedRequest, ResponseRelay, SWITCHING_PROTOCOLS } from './response-relay.ts';
import { isGatewayFailure, type TryFailure } from './retry-policy.ts';
import type { Route } from './route.ts';
import { type TriedRequest, Tries } from './tries.ts';

/** The connection the request came from. */
export interface ExchangeClient {
  readonly isDraining: boolean;
  /** False when the client is slow: wait for `onClientDrain`. */
  writeToClient(bytes: Buffer): boolean;
  /** Stops or goes on reading the request body. */
  holdRequest(hold: boolean): void;
  answer(problem: Problem, exchange: Exchange): void;
  /** The response is out. `close`: it was announced as the last one. */
  exchangeDone(close: boolean): void;
  /** The response broke off; the client must notice. */
  abortClient(): void;
  /** HTTP is over on this connection; raw bytes follow. */
  becomeTunnel(upstream: UpstreamConnection, edge: EdgeMetrics): void;
}

export class Exchange implements RelayedRequest, TriedRequest {
  readonly method: string;
  readonly clientMinorVersion: number;
  readonly clientKeepsAlive: boolean;
  readonly isIdempotent: boolean;
  readonly wantsUpgrade: boolean;
  readonly startedAt: number;
  isRequestComplete: boolean;
  readonly #plane: DataPlane;
  readonly #client: ExchangeClient;
  readonly #route: Route;
  readonly #kind: RequestKind;
  readonly #head: Buffer;
  readonly #traceIdAt: number;
  readonly #queue: BodyQueue;
  readonly #tries: Tries;
  /** Coarse time of the last step forward: a try begun, a piece of body moved, a piece of response moved. */
  #movedAt: number;
  #requestEndedAt: number;
  readonly #relay: ResponseRelay;
  #isFinished = false;
  #isHolding = false;

  constructor(plane: DataPlane, client: ExchangeClient, route: Route, head: RequestHead, origin: Origin) {
    this.#plane = plane;
    this.#client = client;
    this.#route = route;
    this.method = head.method;
    this.clientMinorVersion = head.minorVersion;
    this.clientKeepsAlive = head.keepAlive;
    this.isRequestComplete = !head.hasBody;
    this.isIdempotent = isIdempotent(head.method);
    this.wantsUpgrade = head.upgrade;
    this.#relay = new ResponseRelay(plane, this);
    this.#tries = new Tries(plane, route, this);
    this.startedAt = plane.clock.monotonicMs();
    this.#movedAt = this.#requestEndedAt = plane.sweeper.now;
    this.#kind = kindOf(head, plane);
    this.#traceIdAt = writeRequestHead(plane.batch, head, origin, plane.traceparents);
    this.#head = plane.batch.take();
    this.#queue = new BodyQueue(this.#head, head.framing.chunked, plane.settings.maxReplayBytes);
    route.edge.requestsInFlight += 1;
  }

  /** Begins the first try. */
  start(): void {
    const endpoint = this.#tries.first();
    if (endpoint === undefined) this.#fail(noInstance(this.#route.service.name));
    else this.#tryOn(endpoint);
  }

  /** @param piece bytes that stay as they are */
  sendBody(piece: Buffer): void {
    this.#movedAt = this.#plane.sweeper.now;
    this.#queue.add(piece);
  }

  sendEnd(trailers: string): void {
    if (this.isRequestComplete) return;
    this.isRequestComplete = true;
    this.#movedAt = this.#requestEndedAt = this.#plane.sweeper.now;
    this.#queue.addEnd(trailers);
  }

  /** Writes what has been gathered of the request. */
  flush(): void {
    const { upstream } = this.#tries;
    if (upstream?.isConnected !== true || this.#queue.isEmpty) return;
    if (!this.#queue.writeTo(upstream)) this.#hold(true);
  }

  onClientDrain(): void {
    this.#movedAt = this.#plane.sweeper.now;
    this.#tries.upstream?.resume();
  }

  /** The client is gone, or its request turned out to be malformed: nothing more is wanted. */
  abandon(): void {
    if (this.#isFinished) return;
    this.#route.edge.aborted += 1;
    this.#finish();
    this.#tries.drop();
  }

  get canReplay(): boolean {
    return this.#queue.canReplay;
  }

  get hasBegunResponse(): boolean {
    return this.#relay.status !== 0;
  }

  check(now: number): void {
    const { settings } = this.#plane;
    const stalledMs = now - this.#movedAt;
    if (this.hasBegunResponse) {
      if (stalledMs >= settings.streamTimeoutMs) this.#breakOff();
      return;
    }
    if (!this.isRequestComplete && !this.#isHolding) return; // the client's turn, and its own timeout
    const waitedMs = this.isRequestComplete ? now - this.#requestEndedAt : stalledMs;
    if (waitedMs >= settings.deadlineMs) this.#expire();
    else if (stalledMs >= settings.perTryTimeoutMs && this.#canGoElsewhere('timeout')) this.#tryFailed('timeout');
  }

  // From the endpoint -------------------------------------------------------------------------------------------------

  onEndpointUnready(): void {
    if (this.#canGoElsewhere('unready')) this.#tryFailed('unready');
  }

  onUpstreamConnected(): void {
    this.#requestMayBeSeen();
    this.#hold(false);
    this.flush();
  }

  onUpstreamDrain(): void {
    this.#movedAt = this.#plane.sweeper.now;
    this.#hold(false);
  }

  onUpstreamData(bytes: Buffer, length: number): void {
    const relay = this.#relay;
    const { upstream } = this.#tries;
    if (upstream === undefined) return;
    this.#movedAt = this.#plane.sweeper.now;
    const stop = upstream.parser.execute(bytes, 0, length, relay);
    if (relay.failure !== undefined) {
      this.#tryFailed(relay.failure);
      return;
    }
    this.#flushResponse();
    if (relay.hasSwitched) this.#switchProtocols(upstream, bytes, stop, length);
    else if (relay.isComplete) this.#complete(stop < length);
  }

  onUpstreamEnd(): void {
    const { upstream } = this.#tries;
    if (upstream === undefined) return;
    if (upstream.parser.finish(this.#relay)) {
      this.#flushResponse();
      this.#complete(true);
    } else this.#tryFailed('reset');
  }

  onUpstreamClosed(): void {
    const { upstream } = this.#tries;
    if (upstream !== undefined) this.#tryFailed(upstream.isConnected ? 'reset' : 'connect');
  }

  // Response ----------------------------------------------------------------------------------------------------------

  get isLastOnConnection(): boolean {
    return this.#client.isDraining;
  }

  declines(status: number): boolean {
    return isGatewayFailure(status) && this.#canGoElsewhere('gateway');
  }

  onResponseBegun(): void {
    this.#tries.answered();
  }

  #flushResponse(): void {
    const { batch } = this.#plane;
    if (batch.length === 0) return;
    if (!this.#client.writeToClient(batch.take()) && !this.#relay.isComplete) this.#tries.upstream?.pause();
  }

  #complete(hasLeftOver: boolean): void {
    const relay = this.#relay;
    const tries = this.#tries;
    const mayReuse = relay.reusesUpstream && this.isRequestComplete && !hasLeftOver;
    this.#record(relay.status);
    this.#finish();
    if (mayReuse) tries.keep(relay.keepAliveSeconds);
    else tries.drop();
    this.#client.exchangeDone(relay.closesClient);
  }

  #switchProtocols(upstream: UpstreamConnection, bytes: Buffer, start: number, end: number): void {
    const { edge } = this.#route;
    this.#record(SWITCHING_PROTOCOLS);
    this.#finish();
    this.#tries.take();
    if (end > start) this.#client.writeToClient(Buffer.from(bytes.subarray(start, end)));
    this.#client.becomeTunnel(upstream, edge);
  }

  // Tries -------------------------------------------------------------------------------------------------------------

  #tryOn(endpoint: Endpoint): void {
    this.#movedAt = this.#plane.sweeper.now;
    // On a connection that stands, head and first body bytes leave together when the client's read is worked off.
    if (this.#tries.begin(endpoint).isConnected) this.#requestMayBeSeen();
    else this.#hold(true);
  }

  #tryFailed(failure: TryFailure): void {
    const next = this.#tries.next(failure);
    this.#tries.failed(failure);
    this.#plane.batch.clear();
    this.#relay.failure = undefined;
    if (next === undefined) {
      this.#giveUp(failure);
      return;
    }
    this.#route.edge.retries += 1;
    this.#queue.rewind();
    this.#tryOn(next);
  }

  /** The deadline has passed: no further try. */
  #expire(): void {
    this.#tries.failed('timeout');
    this.#giveUp('timeout');
  }

  #canGoElsewhere(failure: TryFailure): boolean {
    return this.#tries.next(failure) !== undefined;
  }

  #giveUp(failure: TryFailure): void {
    const { name } = this.#route.service;
    if (this.hasBegunResponse) this.#breakOff();
    else if (failure === 'timeout') this.#fail(upstreamTimeout(name));
    else if (failure === 'connect' || failure === 'malformed') this.#fail(upstreamFailed(name, failure));
    else this.#fail(upstreamFailed(name, 'reset'));
  }

  /** Answers in place of the service. */
  #fail(problem: Problem): void {
    this.#record(problem.status);
    this.#finish();
    this.#client.answer(problem, this);
  }

  /** The response cannot be completed: the client has to see that. */
  #breakOff(): void {
    if (this.#isFinished) return;
    this.#route.edge.broken += 1;
    this.#record(502);
    this.#finish();
    this.#tries.drop();
    this.#client.abortClient();
  }

  #record(status: number): void {
    const { clock } = this.#plane;
    this.#route.edge.route(this.#tries.version).observe(this.#kind, {
      status,
      durationMs: clock.monotonicMs() - this.startedAt,
      atMs: clock.now(),
      traced: this.#head,
      traceIdAt: this.#traceIdAt,
    });
  }

  #finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#route.edge.requestsInFlight -= 1;
  }

  #requestMayBeSeen(): void {
    if (!this.isIdempotent) this.#queue.dropReplay();
  }

  /** Waits with reading the request until the endpoint can take more of it. */
  #hold(hold: boolean): void {
    this.#isHolding = hold && !this.isRequestComplete;
    this.#client.holdRequest(this.#isHolding);
  }
}

/** Who made the request. A mark that is not believed goes no further. */
function kindOf(head: RequestHead, { marks }: DataPlane): RequestKind {
  if (!head.hasMark) return 'user';
  const kind = head.mark < 0 ? undefined : marks.kindOf(head.value(head.mark));
  if (kind === undefined) head.drop(FIELD.MARK);
  return kind ?? 'user';
}
