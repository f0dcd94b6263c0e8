/** One instance of a service as the mesh sees it: where it is, how it does, and what is under way on it. */
import type { MeshEndpoint } from '../snapshot.ts';
import type { UpstreamConnection } from './connection.ts';
import { Health, type HealthPolicy } from './health.ts';

/** `ready`: gets new requests; `unready`: does not answer, its requests move; `draining`: finishes what it has. */
export type EndpointState = 'ready' | 'unready' | 'draining';

/** Something under way on an endpoint. */
export interface InFlight {
  /** The endpoint does not answer any more: go elsewhere if that is still possible. */
  onEndpointUnready(): void;
}

/** Time constant of the latency average, ms. @see Finagle, "Peak EWMA": `decayTime` 10 s */
const DECAY_MS = 10_000;
/** A measurement younger than this is taken as it is. */
const FRESH_MS = 100;

export class Endpoint {
  readonly id: string;
  readonly version: string;
  readonly host: string;
  readonly port: number;
  state: EndpointState = 'ready';
  /** What its answers say about it. */
  readonly health: Health;
  readonly underWay = new Set<InFlight>();
  /** Keep-alive connections, the last used last. */
  readonly idle: UpstreamConnection[] = [];
  #latencyMs = 1;
  #measuredAt = 0;

  constructor(endpoint: MeshEndpoint, policy: HealthPolicy) {
    this.health = new Health(policy);
    this.id = endpoint.id;
    this.version = endpoint.version;
    this.host = endpoint.host;
    this.port = endpoint.port;
  }

  /** An instance is its slot and its address: a restarted one is another endpoint, whatever is under way on the old. */
  static keyOf(endpoint: MeshEndpoint): string {
    return `${endpoint.id} ${endpoint.version} ${endpoint.host} ${endpoint.port}`;
  }

  get inFlight(): number {
    return this.underWay.size;
  }

  /**
   * Expected wait of one more request: Peak-EWMA latency times the queue it would join. What was measured long ago counts
   * for less, or one slow answer would keep an instance from ever giving another.
   */
  cost(now: number): number {
    const ageMs = now - this.#measuredAt;
    const latencyMs = ageMs < FRESH_MS ? this.#latencyMs : this.#latencyMs * Math.exp(-ageMs / DECAY_MS);
    return latencyMs * (this.underWay.size + 1);
  }

  /** A good response began after `latencyMs`: jumps up at once, comes down slowly. */
  measured(latencyMs: number, now: number): void {
    const weight = Math.exp((this.#measuredAt - now) / DECAY_MS);
    this.#latencyMs = latencyMs > this.#latencyMs ? latencyMs : this.#latencyMs * weight + latencyMs * (1 - weight);
    this.#measuredAt = now;
  }

  /** Takes the endpoint out of choice. Idle connections are closed; what is under way stays, or is told to move. */
  withdraw(state: 'unready' | 'draining'): void {
    if (this.state === state) return;
    this.state = state;
    for (const connection of this.idle.splice(0)) connection.destroy();
    if (state === 'unready') for (const request of [...this.underWay]) request.onEndpointUnready();
  }
}
