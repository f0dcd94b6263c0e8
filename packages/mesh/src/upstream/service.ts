/** A service and its endpoints. Objects live on across snapshots, so that what is under way keeps its place. */
import type { MeshEndpoint, MeshService } from '../snapshot.ts';
import { Endpoint } from './endpoint.ts';

export interface EndpointCounts {
  /** Get new requests. */
  readonly ready: number;
  /** Would, but have failed of late. */
  readonly ejected: number;
  /** Do not answer, as the snapshot says. */
  readonly unready: number;
}

export class Service {
  readonly name: string;
  protocol: MeshService['protocol'] = 'http';
  /** Those that may get new requests. Replaced as a whole. */
  ready: readonly Endpoint[] = [];
  readonly #known = new Map<string, Endpoint>();
  #isListed = false;
  #unready = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Follows a snapshot. Undefined: the service is gone from it, everything drains. */
  apply(desired: MeshService | undefined): void {
    this.#isListed = desired !== undefined;
    if (desired !== undefined) this.protocol = desired.protocol;
    const endpoints = desired?.endpoints ?? [];
    this.ready = endpoints.map((endpoint) => this.#revive(endpoint));
    const readyKeys = new Set(endpoints.map((endpoint) => Endpoint.keyOf(endpoint)));
    this.#unready = desired?.unready?.length ?? 0;
    const unreadyKeys = new Set((desired?.unready ?? []).map((endpoint) => Endpoint.keyOf(endpoint)));
    for (const [key, endpoint] of this.#known) {
      if (!readyKeys.has(key)) endpoint.withdraw(unreadyKeys.has(key) ? 'unready' : 'draining');
    }
    this.#forgetFinished();
  }

  /** All endpoints that get requests or still have some under way. */
  endpoints(): readonly Endpoint[] {
    this.#forgetFinished();
    return [...this.#known.values()];
  }

  states(now: number): EndpointCounts {
    const ejected = this.ready.filter((endpoint) => endpoint.isEjected(now)).length;
    return { ready: this.ready.length - ejected, ejected, unready: this.#unready };
  }

  /** No snapshot lists it, and nothing is under way on it any more. */
  get isGone(): boolean {
    return !this.#isListed && this.endpoints().length === 0;
  }

  #revive(desired: MeshEndpoint): Endpoint {
    const key = Endpoint.keyOf(desired);
    const endpoint = this.#known.get(key) ?? new Endpoint(desired);
    endpoint.state = 'ready';
    this.#known.set(key, endpoint);
    return endpoint;
  }

  #forgetFinished(): void {
    for (const [key, endpoint] of this.#known) {
      if (endpoint.state !== 'ready' && endpoint.inFlight === 0) this.#known.delete(key);
    }
  }
}
