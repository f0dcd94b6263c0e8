/** One request and its response: forwards both, tries again where that helps, and gives everything back at the end. */
import type { DataPlane } from '../data-plane.ts';
import { requestKindOf } from '../declared/request-kind.ts';
import { isIdempotent } from '../http/methods.ts';
import type { RequestHead } from '../http/request-head.ts';
import { type Origin, writeRequestHead } from '../http/request-writer.ts';
import type { EdgeMetrics } from '../metrics/edge-metrics.ts';
import type { UpstreamConnection } from '../upstream/connection.ts';
import type { Endpoint } from '../upstream/endpoint.ts';
import type { Timeouts } from '../upstream/route-timeouts.ts';
import { type AfflictedRequest, type Affliction, afflictionOf, type ResponseTarget } from './affliction.ts';
import { BodyQueue } from './body-queue.ts';
import { injected, noInstance, type Problem, problemOf } from './problem.ts';
import { RequestRecord } from './request-record.ts';
import { type RelayedRequest, ResponseRelay, SWITCHING_PROTOCOLS } from './response-relay.ts';
import { isGatewayFailure, type TryFailure } from './retry-policy.ts';
import type { Route } from './route.ts';
import { type TriedRequest, Tries } from './tries.ts';

/** The connection the request came from. */
export interface ExchangeClient extends ResponseTarget {
  readonly isDraining: boolean;
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

export class Exchange implements RelayedRequest, TriedRequest, AfflictedRequest {
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
  /** Version that the request asks for; empty for none. */
  readonly wantedVersion: string;
  readonly #timeouts: Timeouts;
  readonly #record: RequestRecord;
  readonly #queue: BodyQueue;
  readonly #tries: Tries;
  /** Coarse time of the last step forward: a try begun, a piece of body moved, a piece of response moved. */
  #movedAt: number;
  #requestEndedAt: number;
  readonly #relay: ResponseRelay;
  #affliction: Affliction | undefined;
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
    this.#movedAt = this.#requestEndedAt = plane.sweeper.now;
    this.#timeouts = route.service.timeouts.find(head);
    this.wantedVersion = head.version >= 0 && origin.honoursVersion ? head.value(head.version) : '';
    const kind = requestKindOf(head, plane.marks);
    const traceIdAt = writeRequestHead(plane.batch, head, origin, plane.traceparents);
    const headBytes = plane.batch.take();
    this.#record = new RequestRecord(plane, route, kind, headBytes, traceIdAt);
    this.startedAt = this.#record.startedAt;
    this.#queue = new BodyQueue(headBytes, head.framing.chunked, plane.settings.maxReplayBytes);
    route.edge.requestsInFlight += 1;
  }

  /** Begins the first try. @param head valid during the call only */
  start(head: RequestHead): void {
    const endpoint = this.#tries.first();
    const hasFaults = this.#plane.faults.forRequests.length > 0;
    if (endpoint === undefined) this.#fail(noInstance(this.#route.service.name));
    else if (!hasFaults || !this.#isAfflicted(head, endpoint.version)) this.#tryOn(endpoint);
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
    if (this.#affliction?.wait !== undefined) this.#hold(false);
  }

  /** Writes what has been gathered of the request. */
  flush(): void {
    const { upstream } = this.#tries;
    if (upstream?.isConnected !== true || this.#queue.isEmpty) return;
    if (!this.#queue.writeTo(upstream)) this.#hold(true);
  }

  onClientDrain(): void {
    this.#movedAt = this.#plane.sweeper.now;
    if (!this.#target.needsDrain) this.#tries.upstream?.resume();
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
    const { deadlineMs, perTryTimeoutMs } = this.#timeouts;
    const stalledMs = now - this.#movedAt;
    if (this.hasBegunResponse) {
      if (stalledMs >= this.#plane.settings.streamTimeoutMs) this.#breakOff();
      return;
    }
    const wait = this.#affliction?.wait;
    if (wait === 'silence') {
      this.#requestEndedAt = now; // such a time counts against no deadline
      return;
    }
    if (!this.isRequestComplete && !this.#isHolding) return; // the client's turn, and its own timeout
    const waitedMs = this.isRequestComplete ? now - this.#requestEndedAt : stalledMs;
    if (waitedMs >= deadlineMs) {
      this.#tries.failed('timeout');
      this.#giveUp('timeout');
    } else if (wait === undefined && stalledMs >= perTryTimeoutMs && this.#tries.canFollow('timeout')) {
      this.#tryFailed('timeout');
    }
  }

  // From the endpoint -------------------------------------------------------------------------------------------------

  onEndpointUnready(): void {
    if (this.#tries.canFollow('unready')) this.#tryFailed('unready');
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
    return isGatewayFailure(status) && this.#tries.canFollow('gateway');
  }

  onResponseBegun(status: number): void {
    this.#tries.answered(status);
  }

  #flushResponse(): void {
    const { batch } = this.#plane;
    if (batch.length === 0) return;
    const goesOn = this.#target.writeToClient(batch.take());
    if (!goesOn && !this.#relay.isComplete) this.#tries.upstream?.pause();
  }

  /** The client, behind the faults that strike the response. */
  get #target(): ResponseTarget {
    return this.#affliction ?? this.#client;
  }

  #complete(hasLeftOver: boolean): void {
    const relay = this.#relay;
    const tries = this.#tries;
    const mayReuse = relay.reusesUpstream && this.isRequestComplete && !hasLeftOver;
    if (mayReuse) tries.keep(relay.keepAliveSeconds);
    else tries.drop();
    if (this.#affliction === undefined) this.#done();
    else
      this.#affliction.end(relay.closesClient, () => {
        this.#done();
      });
  }

  /** All of the response is on its way to the client. */
  #done(): void {
    const { status, closesClient } = this.#relay;
    this.#count(status);
    this.#finish();
    this.#client.exchangeDone(closesClient);
  }

  #switchProtocols(upstream: UpstreamConnection, bytes: Buffer, start: number, end: number): void {
    const { edge } = this.#route;
    this.#affliction?.release();
    this.#count(SWITCHING_PROTOCOLS);
    this.#finish();
    this.#tries.take();
    if (end > start) this.#client.writeToClient(Buffer.from(bytes.subarray(start, end)));
    this.#client.becomeTunnel(upstream, edge);
  }

  // Faults ------------------------------------------------------------------------------------------------------------

  onReleased(): void {
    const endpoint = this.#tries.afresh();
    if (endpoint === undefined) {
      this.#fail(noInstance(this.#route.service.name));
      return;
    }
    this.#tryOn(endpoint);
    if (this.#tries.upstream?.isConnected === true) this.onUpstreamConnected();
  }

  onAborted(status: number, fault: string): void {
    this.#fail(injected(this.#route.service.name, status, fault));
  }

  onReset(): void {
    this.#breakOff();
  }

  /** Whether some of the faults in force do something to the request. Then they decide how it goes on. */
  #isAfflicted(head: RequestHead, version: string): boolean {
    const affliction = afflictionOf(this.#plane, this.#route, head, version, { request: this, client: this.#client });
    if (affliction === undefined) return false;
    this.#affliction = affliction;
    affliction.begin();
    if (affliction.wait !== undefined) this.#hold(true);
    return true;
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
    this.#tries.countRetry(failure);
    this.#queue.rewind();
    this.#tryOn(next);
  }

  #giveUp(failure: TryFailure): void {
    if (this.hasBegunResponse) this.#breakOff();
    else this.#fail(problemOf(failure, this.#route.service.name));
  }

  /** Answers in place of the service. */
  #fail(problem: Problem): void {
    this.#count(problem.status);
    this.#finish();
    this.#client.answer(problem, this);
  }

  /** The response cannot be completed: the client has to see that. */
  #breakOff(): void {
    if (this.#isFinished) return;
    this.#route.edge.broken += 1;
    this.#count(502);
    this.#finish();
    this.#tries.drop();
    this.#client.abortClient();
  }

  #count(status: number): void {
    if (this.#tries.wasOverBudget) this.#route.edge.retriesOverBudget += 1;
    this.#record.count(status, this.#tries.version);
  }

  #finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#affliction?.cancel();
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
