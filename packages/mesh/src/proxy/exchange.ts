/**
 * One request and its response: chooses an instance, forwards, tries again where that is allowed, and gives everything
 * back at the end, whoever ends it.
 */
import type { DataPlane } from '../data-plane.ts';
import { isIdempotent } from '../http/methods.ts';
import type { RequestHead } from '../http/request-head.ts';
import { type Origin, writeRequestHead } from '../http/request-writer.ts';
import type { EdgeMetrics } from '../metrics/edge-metrics.ts';
import { chooseEndpoint } from '../upstream/balancer.ts';
import { UpstreamConnection, type UpstreamHandler } from '../upstream/connection.ts';
import type { Endpoint, InFlight } from '../upstream/endpoint.ts';
import { release, takeIdle } from '../upstream/pool.ts';
import type { Service } from '../upstream/service.ts';
import { BodyQueue } from './body-queue.ts';
import { noInstance, type Problem, upstreamFailed, upstreamTimeout } from './problem.ts';
import { type RelayedRequest, ResponseRelay, SWITCHING_PROTOCOLS } from './response-relay.ts';
import { isGatewayFailure, mayRetry, type TryFailure } from './retry-policy.ts';

/** Where a request of this listener goes. */
export interface Route {
  readonly service: Service;
  readonly edge: EdgeMetrics;
}

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

export class Exchange implements UpstreamHandler, RelayedRequest, InFlight {
  readonly method: string;
  readonly clientMinorVersion: number;
  readonly clientKeepsAlive: boolean;
  isRequestComplete: boolean;
  private readonly plane: DataPlane;
  private readonly client: ExchangeClient;
  private readonly route: Route;
  private readonly queue: BodyQueue;
  private readonly isIdempotent: boolean;
  readonly wantsUpgrade: boolean;
  private readonly startedAt: number;
  private upstream: UpstreamConnection | undefined;
  private endpoint: Endpoint | undefined;
  private tries = 0;
  private tryStartedAt = 0;
  /** Coarse time of the last step forward: a try begun, a piece of body moved, a piece of response moved. */
  private movedAt: number;
  private requestEndedAt: number;
  private readonly relay: ResponseRelay;
  private isFinished = false;
  private isHolding = false;

  constructor(plane: DataPlane, client: ExchangeClient, route: Route, head: RequestHead, origin: Origin) {
    this.plane = plane;
    this.client = client;
    this.route = route;
    this.method = head.method;
    this.clientMinorVersion = head.minorVersion;
    this.clientKeepsAlive = head.keepAlive;
    this.isRequestComplete = !head.hasBody;
    this.isIdempotent = isIdempotent(head.method);
    this.wantsUpgrade = head.upgrade;
    this.relay = new ResponseRelay(plane, this);
    this.startedAt = plane.clock.monotonicMs();
    this.movedAt = this.requestEndedAt = plane.sweeper.now;
    writeRequestHead(plane.batch, head, origin);
    this.queue = new BodyQueue(plane.batch.take(), head.framing.chunked, plane.settings.maxReplayBytes);
    route.edge.requestsInFlight += 1;
  }

  /** Begins the first try. */
  start(): void {
    const endpoint = this.choose(undefined);
    if (endpoint === undefined) this.fail(noInstance(this.route.service.name));
    else this.tryOn(endpoint);
  }

  /** @param piece bytes that stay as they are */
  sendBody(piece: Buffer): void {
    this.movedAt = this.plane.sweeper.now;
    this.queue.add(piece);
  }

  sendEnd(trailers: string): void {
    if (this.isRequestComplete) return;
    this.isRequestComplete = true;
    this.movedAt = this.requestEndedAt = this.plane.sweeper.now;
    this.queue.addEnd(trailers);
  }

  /** Writes what has been gathered of the request. */
  flush(): void {
    const { upstream } = this;
    if (upstream?.isConnected !== true || this.queue.isEmpty) return;
    if (!this.queue.writeTo(upstream)) this.hold(true);
  }

  onClientDrain(): void {
    this.movedAt = this.plane.sweeper.now;
    this.upstream?.resume();
  }

  /** The client is gone, or its request turned out to be malformed: nothing more is wanted. */
  abandon(): void {
    if (this.isFinished) return;
    this.route.edge.aborted += 1;
    this.finish();
    this.dropUpstream();
  }

  get hasBegunResponse(): boolean {
    return this.relay.status !== 0;
  }

  check(now: number): void {
    const { settings } = this.plane;
    const stalledMs = now - this.movedAt;
    if (this.hasBegunResponse) {
      if (stalledMs >= settings.streamTimeoutMs) this.breakOff();
      return;
    }
    if (!this.isRequestComplete && !this.isHolding) return; // the client's turn, and its own timeout
    const waitedMs = this.isRequestComplete ? now - this.requestEndedAt : stalledMs;
    if (waitedMs >= settings.deadlineMs) this.expire();
    else if (stalledMs >= settings.perTryTimeoutMs && this.canGoElsewhere('timeout')) this.tryFailed('timeout');
  }

  // From the endpoint -------------------------------------------------------------------------------------------------

  onEndpointUnready(): void {
    if (this.canGoElsewhere('unready')) this.tryFailed('unready');
  }

  onUpstreamConnected(): void {
    this.requestMayBeSeen();
    this.hold(false);
    this.flush();
  }

  onUpstreamDrain(): void {
    this.movedAt = this.plane.sweeper.now;
    this.hold(false);
  }

  onUpstreamData(bytes: Buffer, length: number): void {
    const { upstream, relay } = this;
    if (upstream === undefined) return;
    this.movedAt = this.plane.sweeper.now;
    const stop = upstream.parser.execute(bytes, 0, length, relay);
    if (relay.failure !== undefined) {
      this.tryFailed(relay.failure);
      return;
    }
    this.flushResponse();
    if (relay.hasSwitched) this.switchProtocols(upstream, bytes, stop, length);
    else if (relay.isComplete) this.complete(stop < length);
  }

  onUpstreamEnd(): void {
    const { upstream } = this;
    if (upstream === undefined) return;
    if (upstream.parser.finish(this.relay)) {
      this.flushResponse();
      this.complete(true);
    } else this.tryFailed('reset');
  }

  onUpstreamClosed(): void {
    const { upstream } = this;
    if (upstream !== undefined) this.tryFailed(upstream.isConnected ? 'reset' : 'connect');
  }

  // Response ----------------------------------------------------------------------------------------------------------

  get isLastOnConnection(): boolean {
    return this.client.isDraining;
  }

  declines(status: number): boolean {
    return isGatewayFailure(status) && this.canGoElsewhere('gateway');
  }

  onResponseBegun(): void {
    const now = this.plane.clock.monotonicMs();
    this.endpoint?.succeeded(now - this.tryStartedAt, now);
  }

  private flushResponse(): void {
    const { batch } = this.plane;
    if (batch.length === 0) return;
    if (!this.client.writeToClient(batch.take()) && !this.relay.isComplete) this.upstream?.pause();
  }

  private complete(hasLeftOver: boolean): void {
    const { upstream, relay } = this;
    const mayReuse = relay.reusesUpstream && this.isRequestComplete && !hasLeftOver;
    this.record(relay.status);
    this.finish();
    if (upstream !== undefined) {
      this.upstream = undefined;
      this.leaveEndpoint();
      if (mayReuse) release(upstream, this.plane, relay.keepAliveSeconds);
      else discard(upstream);
    }
    this.client.exchangeDone(relay.closesClient);
  }

  private switchProtocols(upstream: UpstreamConnection, bytes: Buffer, start: number, end: number): void {
    const { edge } = this.route;
    this.record(SWITCHING_PROTOCOLS);
    this.finish();
    this.upstream = undefined;
    this.leaveEndpoint();
    if (end > start) this.client.writeToClient(Buffer.from(bytes.subarray(start, end)));
    this.client.becomeTunnel(upstream, edge);
  }

  // Tries -------------------------------------------------------------------------------------------------------------

  private choose(except: Endpoint | undefined): Endpoint | undefined {
    const { plane, route } = this;
    return chooseEndpoint(route.service.ready, plane.sweeper.now, plane.random, except);
  }

  private tryOn(endpoint: Endpoint): void {
    const { plane } = this;
    this.tries += 1;
    this.endpoint = endpoint;
    endpoint.underWay.add(this);
    this.tryStartedAt = this.tries === 1 ? this.startedAt : plane.clock.monotonicMs();
    this.movedAt = plane.sweeper.now;
    const upstream = this.pooled(endpoint) ?? new UpstreamConnection(endpoint, plane, this);
    upstream.handler = this;
    upstream.parser.begin(this.method);
    this.upstream = upstream;
    // On a connection that stands, head and first body bytes leave together when the client's read is worked off.
    if (upstream.isConnected) this.requestMayBeSeen();
    else this.hold(true);
  }

  /** A second try gets a new connection: it has no third one in case a kept one turns out to be dead. */
  private pooled(endpoint: Endpoint): UpstreamConnection | undefined {
    if (this.tries > 1) return undefined;
    const { settings, sweeper } = this.plane;
    return takeIdle(endpoint, sweeper.now, this.isIdempotent ? settings.upstreamIdleMs : settings.unsafeReuseMs);
  }

  private tryFailed(failure: TryFailure): void {
    const next = this.nextEndpoint(failure);
    this.countFailure(failure);
    this.plane.batch.clear();
    this.dropUpstream();
    this.relay.failure = undefined;
    if (next === undefined) {
      this.giveUp(failure);
      return;
    }
    this.route.edge.retries += 1;
    this.queue.rewind();
    this.tryOn(next);
  }

  /** The deadline has passed: no further try. */
  private expire(): void {
    this.countFailure('timeout');
    this.dropUpstream();
    this.giveUp('timeout');
  }

  private canGoElsewhere(failure: TryFailure): boolean {
    return this.nextEndpoint(failure) !== undefined;
  }

  private nextEndpoint(failure: TryFailure): Endpoint | undefined {
    const { upstream, endpoint } = this;
    const situation = {
      tries: this.tries,
      isIdempotent: this.isIdempotent,
      canReplay: this.queue.canReplay,
      hasAnswer: this.hasBegunResponse || upstream?.parser.hasBegun === true,
      failure,
    };
    if (!mayRetry(situation)) return undefined;
    const other = this.choose(endpoint);
    // A kept connection that the endpoint closed in the meantime says nothing about the endpoint.
    const wasStale = failure === 'reset' && upstream?.wasUsed === true && endpoint?.state === 'ready';
    return other ?? (wasStale ? endpoint : undefined);
  }

  private countFailure(failure: TryFailure): void {
    const { upstream, endpoint, plane, route } = this;
    if (failure === 'connect') route.edge.connectFailures += 1;
    const isTransport =
      failure === 'connect' || failure === 'timeout' || (failure === 'reset' && upstream?.wasUsed === false);
    if (isTransport) endpoint?.failed(plane.sweeper.now, plane.settings.ejectionMs);
  }

  private giveUp(failure: TryFailure): void {
    const { name } = this.route.service;
    if (this.hasBegunResponse) this.breakOff();
    else if (failure === 'timeout') this.fail(upstreamTimeout(name));
    else if (failure === 'connect' || failure === 'malformed') this.fail(upstreamFailed(name, failure));
    else this.fail(upstreamFailed(name, 'reset'));
  }

  /** Answers in place of the service. */
  private fail(problem: Problem): void {
    this.record(problem.status);
    this.finish();
    this.client.answer(problem, this);
  }

  /** The response cannot be completed: the client has to see that. */
  private breakOff(): void {
    if (this.isFinished) return;
    this.route.edge.broken += 1;
    this.record(502);
    this.finish();
    this.dropUpstream();
    this.client.abortClient();
  }

  private record(status: number): void {
    const durationMs = this.plane.clock.monotonicMs() - this.startedAt;
    this.route.edge.route(this.endpoint?.version ?? '').observe(status, durationMs);
  }

  private finish(): void {
    if (this.isFinished) return;
    this.isFinished = true;
    this.route.edge.requestsInFlight -= 1;
  }

  private dropUpstream(): void {
    const { upstream } = this;
    this.upstream = undefined;
    this.leaveEndpoint();
    if (upstream !== undefined) discard(upstream);
  }

  private leaveEndpoint(): void {
    this.endpoint?.underWay.delete(this);
  }

  private requestMayBeSeen(): void {
    if (!this.isIdempotent) this.queue.dropReplay();
  }

  /** Waits with reading the request until the endpoint can take more of it. */
  private hold(hold: boolean): void {
    this.isHolding = hold && !this.isRequestComplete;
    this.client.holdRequest(this.isHolding);
  }
}

function discard(upstream: UpstreamConnection): void {
  upstream.handler = undefined;
  upstream.destroy();
}
