/**
 * Rate, errors and duration of one consumer -> service edge. Plain numbers behind handles that are looked up once, so
 * that counting a request is a few additions.
 */
import type { Labels, Sample } from './exposition.ts';

/** Upper bounds, seconds. 0.2 is among them, so that "below 200 ms" can be answered exactly. */
const DURATION_BUCKETS_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30,
] as const;

const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** Requests of one edge that one version of the service answered; version `` where none did. */
export class RouteMetrics {
  readonly labels: Labels;
  tcpConnections = 0;
  readonly #byClass = new Float64Array(STATUS_CLASSES.length);
  readonly #buckets = new Float64Array(DURATION_BUCKETS_SECONDS.length);
  #count = 0;
  #sumSeconds = 0;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  observe(status: number, durationMs: number): void {
    const index = Math.floor(status / 100) - 1;
    this.#byClass[index] = (this.#byClass[index] ?? 0) + 1;
    const seconds = durationMs / 1_000;
    this.#count += 1;
    this.#sumSeconds += seconds;
    for (let bucket = 0; bucket < this.#buckets.length; bucket += 1) {
      if (seconds <= (DURATION_BUCKETS_SECONDS[bucket] ?? Infinity)) {
        this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
        return;
      }
    }
  }

  requestSamples(): Sample[] {
    return STATUS_CLASSES.map((statusClass, index) => ({
      labels: { ...this.labels, status_class: statusClass },
      value: this.#byClass[index] ?? 0,
    }));
  }

  durationSamples(): Sample[] {
    let cumulative = 0;
    const buckets = DURATION_BUCKETS_SECONDS.map((bound, index) => {
      cumulative += this.#buckets[index] ?? 0;
      return { labels: { ...this.labels, le: String(bound) }, value: cumulative, suffix: '_bucket' };
    });
    return [
      ...buckets,
      { labels: { ...this.labels, le: '+Inf' }, value: this.#count, suffix: '_bucket' },
      { labels: this.labels, value: this.#sumSeconds, suffix: '_sum' },
      { labels: this.labels, value: this.#count, suffix: '_count' },
    ];
  }
}

/** One edge. Counters are public: whoever sees the event adds to them. */
export class EdgeMetrics {
  readonly labels: Labels;
  requestsInFlight = 0;
  retries = 0;
  connectFailures = 0;
  /** Requests whose client went away before the response was complete. */
  aborted = 0;
  /** Responses that broke off after their head had been forwarded. Counted as 5xx too. */
  broken = 0;
  tcpOpen = 0;
  bytesFromConsumer = 0;
  bytesToConsumer = 0;
  readonly #routes = new Map<string, RouteMetrics>();

  constructor(consumer: string, service: string) {
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
}
