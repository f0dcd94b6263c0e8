/** What has to be known of a request when it is counted. */
import type { DataPlane } from '../data-plane.ts';
import type { RequestKind } from '../declared-load.ts';
import type { Route } from './route.ts';

export class RequestRecord {
  /** Monotonic, ms. */
  readonly startedAt: number;
  readonly #plane: DataPlane;
  readonly #route: Route;
  readonly #kind: RequestKind;
  /** The head as it goes upstream, and where in it the trace id stands. */
  readonly #head: Buffer;
  readonly #traceIdAt: number;

  constructor(plane: DataPlane, route: Route, kind: RequestKind, head: Buffer, traceIdAt: number) {
    this.startedAt = plane.clock.monotonicMs();
    this.#plane = plane;
    this.#route = route;
    this.#kind = kind;
    this.#head = head;
    this.#traceIdAt = traceIdAt;
  }

  /** @param version that answered; empty where none did */
  count(status: number, version: string): void {
    const { clock } = this.#plane;
    this.#route.edge.route(version).observe(this.#kind, {
      status,
      durationMs: clock.monotonicMs() - this.startedAt,
      atMs: clock.now(),
      traced: this.#head,
      traceIdAt: this.#traceIdAt,
    });
  }
}
