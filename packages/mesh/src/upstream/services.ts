/** All services of a mesh by name. A service lives as long as a snapshot lists it or something is under way on it. */
import type { MeshService } from '../snapshot.ts';
import type { EndpointStatus } from '../status.ts';
import { type EndpointCounts, Service, type ServiceDefaults } from './service.ts';

export interface ServiceStates extends EndpointCounts {
  readonly service: string;
}

export class Services {
  readonly #byName = new Map<string, Service>();
  readonly #defaults: ServiceDefaults;

  constructor(defaults: ServiceDefaults) {
    this.#defaults = defaults;
  }

  get size(): number {
    return this.#byName.size;
  }

  /** The service of a name, also one that no snapshot lists: it has no instances then. */
  get(name: string): Service {
    let service = this.#byName.get(name);
    if (service === undefined) {
      service = new Service(name, this.#defaults);
      this.#byName.set(name, service);
    }
    return service;
  }

  /** Follows a snapshot: what it does not list drains. */
  apply(desired: readonly MeshService[]): void {
    const listed = new Map(desired.map((service) => [service.name, service]));
    for (const name of listed.keys()) this.get(name);
    for (const [name, service] of this.#byName) service.apply(listed.get(name));
    this.#forgetGone();
  }

  status(): readonly EndpointStatus[] {
    const status = [...this.#byName.values()].flatMap((service) =>
      service.endpoints().map(({ id, version, host, port, state, inFlight }) => {
        return { service: service.name, id, version, host, port, state, inFlight };
      }),
    );
    this.#forgetGone();
    return status;
  }

  /** How many endpoints of each service are in which state. */
  states(now: number): readonly ServiceStates[] {
    return [...this.#byName.values()].map((service) => ({ service: service.name, ...service.states(now) }));
  }

  #forgetGone(): void {
    for (const [name, service] of this.#byName) if (service.isGone) this.#byName.delete(name);
  }
}
