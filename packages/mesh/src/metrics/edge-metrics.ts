/** What is counted of one consumer -> service edge. Handles are looked up once; whoever sees an event adds to them. */
import type { RequestKind } from '../declared-load.ts';
import type { Labels } from './exposition.ts';
import { type Observation, RequestFigures } from './request-figures.ts';

/** Requests of one edge that one version of the service answered; version `` where none did. */
export class RouteMetrics {
  readonly labels: Labels;
  tcpConnections = 0;
  /** Since when no snapshot names the version, monotonic ms; undefined while one does. */
  goneAt: number | undefined;
  readonly #user: RequestFigures;
  readonly #others = new Map<RequestKind, RequestFigures>();

  constructor(labels: Labels) {
    this.labels = labels;
    this.#user = new RequestFigures({ ...labels, kind: 'user' });
  }

  observe(kind: RequestKind, observation: Observation): void {
    if (kind === 'user') this.#user.observe(observation);
    else this.#figures(kind).observe(observation);
  }

  /** Of every kind that was seen; of users always. */
  figures(): RequestFigures[] {
    return [this.#user, ...this.#others.values()];
  }

  #figures(kind: RequestKind): RequestFigures {
    let figures = this.#others.get(kind);
    if (figures === undefined) {
      figures = new RequestFigures({ ...this.labels, kind });
      this.#others.set(kind, figures);
    }
    return figures;
  }
}

/** One edge. */
export class EdgeMetrics {
  readonly consumer: string;
  readonly labels: Labels;
  requestsInFlight = 0;
  retries = 0;
  /** Second tries that would have helped, and that the budget had no room for. */
  retriesOverBudget = 0;
  connectFailures = 0;
  /** Requests whose client went away before the response was complete. */
  aborted = 0;
  /** Responses that broke off after their head had been forwarded. Counted as 5xx too. */
  broken = 0;
  tcpOpen = 0;
  bytesFromConsumer = 0;
  bytesToConsumer = 0;
  readonly #routes = new Map<string, RouteMetrics>();
  #announced: ReadonlySet<string> = new Set();
  /** Since when no listener leads here, monotonic ms; undefined while one does. */
  #goneAt: number | undefined;

  constructor(consumer: string, service: string) {
    this.consumer = consumer;
    this.labels = { consumer, service };
  }

  /** The handle for requests that instances of `version` answer. */
  route(version: string): RouteMetrics {
    let route = this.#routes.get(version);
    if (route === undefined) {
      route = new RouteMetrics({ ...this.labels, version });
      this.#routes.set(version, route);
    }
    return route;
  }

  allRoutes(): RouteMetrics[] {
    return [...this.#routes.values()];
  }

  /**
   * Has figures at zero for every version that may answer from now on, so that a rate exists from the first request on.
   *
   * @param versions undefined: no listener leads here any more
   */
  announce(versions: ReadonlySet<string> | undefined, now: number): void {
    this.#announced = versions ?? new Set();
    for (const version of this.#announced) this.route(version);
    this.#goneAt = versions === undefined ? (this.#goneAt ?? now) : undefined;
  }

  /**
   * Drops the series of versions that nobody has named for `retentionMs`, or thousands of rolls would fill the memory.
   *
   * @returns whether the edge itself may be dropped
   */
  forgetGone(now: number, retentionMs: number): boolean {
    for (const [version, route] of this.#routes) {
      if (version === '' || this.#announced.has(version)) route.goneAt = undefined;
      else if (route.goneAt === undefined) route.goneAt = now;
      else if (now - route.goneAt >= retentionMs) this.#routes.delete(version);
    }
    if (this.#goneAt === undefined || now - this.#goneAt < retentionMs) return false;
    return this.requestsInFlight === 0 && this.tcpOpen === 0;
  }
}
