/** Where a request is tried: on which instance, over which connection, where next, and what that says about each. */
import type { DataPlane } from '../data-plane.ts';
import { UpstreamConnection, type UpstreamHandler } from '../upstream/connection.ts';
import type { Endpoint, InFlight } from '../upstream/endpoint.ts';
import { release, takeIdle } from '../upstream/pool.ts';
import { costsNothing, evidenceOf, isGatewayFailure, mayRetry, type TryFailure } from './retry-policy.ts';
import type { Route } from './route.ts';

/** What decides about a try besides its instance. */
export interface TriedRequest extends UpstreamHandler, InFlight {
  readonly method: string;
  readonly isIdempotent: boolean;
  /** When it came, monotonic ms. */
  readonly startedAt: number;
  /** All of it that was received is still at hand. */
  readonly canReplay: boolean;
  /** The final head has been forwarded. */
  readonly hasBegunResponse: boolean;
  /** Version of the service that it asks for; empty for none. */
  readonly wantedVersion: string;
}

export class Tries {
  /** Of the try under way. */
  upstream: UpstreamConnection | undefined;
  /** A second try would have helped, and there was no room for it in the budget. */
  wasOverBudget = false;
  readonly #plane: DataPlane;
  readonly #route: Route;
  readonly #request: TriedRequest;
  #chosen: Endpoint | undefined;
  #endpoint: Endpoint | undefined;
  #count = 0;
  #startedAt = 0;

  constructor(plane: DataPlane, route: Route, request: TriedRequest) {
    this.#plane = plane;
    this.#route = route;
    this.#request = request;
  }

  /** Version of the instance tried last, or chosen for the first try; empty where there is none. */
  get version(): string {
    return (this.#endpoint ?? this.#chosen)?.version ?? '';
  }

  first(): Endpoint | undefined {
    const plane = this.#plane;
    this.#route.service.budget.countRequest(plane.sweeper.now);
    this.#chosen = this.#choose(undefined);
    return this.#chosen;
  }

  /** The instance chosen at first, or another where that one has gone meanwhile. */
  afresh(): Endpoint | undefined {
    if (this.#chosen?.state !== 'ready') this.#chosen = this.#choose(undefined);
    return this.#chosen;
  }

  /** Where to go after this failure; undefined when the try was the last. */
  next(failure: TryFailure): Endpoint | undefined {
    const { upstream } = this;
    const endpoint = this.#endpoint;
    const request = this.#request;
    const situation = {
      tries: this.#count,
      isIdempotent: request.isIdempotent,
      canReplay: request.canReplay,
      hasAnswer: request.hasBegunResponse || upstream?.parser.hasBegun === true,
      failure,
    };
    if (!mayRetry(situation)) return undefined;
    const other = this.#choose(endpoint);
    // A kept connection that the endpoint closed in the meantime says nothing about the endpoint.
    const wasStale = failure === 'reset' && upstream?.wasUsed === true && endpoint?.state === 'ready';
    const next = other ?? (wasStale ? endpoint : undefined);
    if (next === undefined || wasStale || costsNothing(failure)) return next;
    this.wasOverBudget = !this.#route.service.budget.hasRoom(this.#plane.sweeper.now);
    return this.wasOverBudget ? undefined : next;
  }

  /** Whether another try would follow this failure. */
  canFollow(failure: TryFailure): boolean {
    return this.next(failure) !== undefined;
  }

  begin(endpoint: Endpoint): UpstreamConnection {
    const plane = this.#plane;
    const request = this.#request;
    this.#count += 1;
    this.#endpoint = endpoint;
    endpoint.underWay.add(request);
    this.#startedAt = this.#count === 1 ? request.startedAt : plane.clock.monotonicMs();
    const upstream = this.#pooled(endpoint) ?? new UpstreamConnection(endpoint, plane, request);
    upstream.handler = request;
    upstream.parser.begin(request.method);
    this.upstream = upstream;
    return upstream;
  }

  /** Another try follows. */
  countRetry(failure: TryFailure): void {
    this.#route.edge.retries += 1;
    if (!costsNothing(failure)) this.#route.service.budget.countRetry(this.#plane.sweeper.now);
  }

  /** The instance began to answer. What fails fast must not look fast: only good answers are measured. */
  answered(status: number): void {
    const now = this.#plane.clock.monotonicMs();
    const endpoint = this.#endpoint;
    if (endpoint === undefined) return;
    if (status >= 500) {
      this.#route.service.failed(endpoint, isGatewayFailure(status) ? 'lost' : 'error', now);
      return;
    }
    endpoint.measured(now - this.#startedAt, now);
    endpoint.health.succeeded(this.#startedAt, now);
  }

  /** The try came to nothing; the instance is avoided where that is its fault. Gives the connection up. */
  failed(failure: TryFailure): void {
    const { upstream } = this;
    const endpoint = this.#endpoint;
    const plane = this.#plane;
    const route = this.#route;
    if (failure === 'connect') route.edge.connectFailures += 1;
    const evidence = evidenceOf(failure, upstream?.wasUsed === true);
    if (evidence !== undefined && endpoint !== undefined) {
      route.service.failed(endpoint, evidence, plane.clock.monotonicMs());
    }
    this.drop();
  }

  /** Gives the connection up, whatever is under way on it. */
  drop(): void {
    const upstream = this.take();
    if (upstream === undefined) return;
    upstream.handler = undefined;
    upstream.destroy();
  }

  /** Keeps the connection for another request. @param keepAliveSeconds what the endpoint said, -1 if nothing */
  keep(keepAliveSeconds: number): void {
    const upstream = this.take();
    if (upstream !== undefined) release(upstream, this.#plane, keepAliveSeconds);
  }

  /** Hands the connection over: it is not ours any more. */
  take(): UpstreamConnection | undefined {
    const { upstream } = this;
    this.upstream = undefined;
    this.#endpoint?.underWay.delete(this.#request);
    return upstream;
  }

  #choose(except: Endpoint | undefined): Endpoint | undefined {
    const { sweeper, random } = this.#plane;
    return this.#route.service.choose(sweeper.now, random, except, this.#request.wantedVersion);
  }

  /** A second try gets a new connection: it has no third one in case a kept one turns out to be dead. */
  #pooled(endpoint: Endpoint): UpstreamConnection | undefined {
    if (this.#count > 1) return undefined;
    const { settings, sweeper } = this.#plane;
    const maxIdleMs = this.#request.isIdempotent ? settings.upstreamIdleMs : settings.unsafeReuseMs;
    return takeIdle(endpoint, sweeper.now, maxIdleMs);
  }
}
