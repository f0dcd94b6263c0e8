/** A service and its endpoints. Objects live on across snapshots, so that what is under way keeps its place. */
import type { MeshEndpoint, MeshService } from '../snapshot.ts';
import { chooseEndpoint, type Random } from './balancer.ts';
import { Endpoint } from './endpoint.ts';
import { DEFAULT_HEALTH_POLICY, type Evidence, type HealthPolicy } from './health.ts';
import { DEFAULT_RETRY_BUDGET, RetryBudget, type RetryBudgetPolicy } from './retry-budget.ts';
import { RouteTimeouts, type Timeouts } from './route-timeouts.ts';
import { divide, groupAt, type VersionGroup } from './split.ts';

/** What holds where a snapshot does not say. */
export interface ServiceDefaults extends Timeouts {
  /** How long an instance is left out for the first time. */
  readonly ejectionMs: number;
}

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
  budget = new RetryBudget(DEFAULT_RETRY_BUDGET);
  timeouts: RouteTimeouts;
  readonly #defaults: ServiceDefaults;
  readonly #policy: HealthPolicy;
  /** How requests are divided between versions; undefined where they are not. */
  #groups: readonly VersionGroup<Endpoint>[] | undefined;
  #budgetPolicy = DEFAULT_RETRY_BUDGET;
  readonly #known = new Map<string, Endpoint>();
  #isListed = false;
  #unready = 0;

  constructor(name: string, defaults: ServiceDefaults) {
    this.name = name;
    this.#defaults = defaults;
    this.#policy = { ...DEFAULT_HEALTH_POLICY, ejectionMs: defaults.ejectionMs };
    this.timeouts = new RouteTimeouts({}, defaults);
  }

  /** Follows a snapshot. Undefined: the service is gone from it, everything drains. */
  apply(desired: MeshService | undefined): void {
    this.#isListed = desired !== undefined;
    if (desired !== undefined) this.#configure(desired);
    const endpoints = desired?.endpoints ?? [];
    this.ready = endpoints.map((endpoint) => this.#revive(endpoint));
    this.#groups = divide(this.ready, desired?.split ?? []);
    const readyKeys = new Set(endpoints.map((endpoint) => Endpoint.keyOf(endpoint)));
    this.#unready = desired?.unready?.length ?? 0;
    const unreadyKeys = new Set((desired?.unready ?? []).map((endpoint) => Endpoint.keyOf(endpoint)));
    for (const [key, endpoint] of this.#known) {
      if (!readyKeys.has(key)) endpoint.withdraw(unreadyKeys.has(key) ? 'unready' : 'draining');
    }
    this.#forgetFinished();
  }

  /**
   * Chooses an instance: of the version that is asked for where there is one, else as the versions are weighed.
   *
   * @param except tried already
   * @param version asked for by the request; empty for none
   */
  choose(now: number, random: Random, except?: Endpoint, version = ''): Endpoint | undefined {
    if (version !== '') {
      const asked = this.ready.filter((endpoint) => endpoint.version === version);
      if (asked.length > 0) return chooseEndpoint(asked, now, random, except);
    }
    const group = this.#groups === undefined ? undefined : groupAt(this.#groups, random());
    const inGroup = group === undefined ? undefined : chooseEndpoint(group.members, now, random, except);
    if (group !== undefined && inGroup !== undefined) {
      if (inGroup.health.share(now) === 1 || isLetThrough(group, now, random(), except)) return inGroup;
    }
    return chooseEndpoint(this.ready, now, random, except) ?? inGroup;
  }

  /** What the outcome of a try says about its instance. */
  failed(endpoint: Endpoint, evidence: Evidence, now: number): void {
    endpoint.health.failed(
      evidence,
      now,
      this.ready.map(({ health }) => health),
    );
  }

  /** All endpoints that get requests or still have some under way. */
  endpoints(): readonly Endpoint[] {
    this.#forgetFinished();
    return [...this.#known.values()];
  }

  states(now: number): EndpointCounts {
    const failed = this.ready.filter((endpoint) => endpoint.health.isEjected(now)).length;
    const ejected = failed < this.ready.length ? failed : 0; // where all have failed, all are used
    return { ready: this.ready.length - ejected, ejected, unready: this.#unready };
  }

  /** No snapshot lists it, and nothing is under way on it any more. */
  get isGone(): boolean {
    return !this.#isListed && this.endpoints().length === 0;
  }

  #configure(desired: MeshService): void {
    this.protocol = desired.protocol;
    this.timeouts = new RouteTimeouts(desired, this.#defaults);
    const policy = { ...DEFAULT_RETRY_BUDGET, ...desired.retryBudget };
    // What has been counted counts on, unless something else is allowed now.
    if (isSame(policy, this.#budgetPolicy)) return;
    this.#budgetPolicy = policy;
    this.budget = new RetryBudget(policy);
  }

  #revive(desired: MeshEndpoint): Endpoint {
    const key = Endpoint.keyOf(desired);
    const endpoint = this.#known.get(key) ?? new Endpoint(desired, this.#policy);
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

function isSame(one: RetryBudgetPolicy, other: RetryBudgetPolicy): boolean {
  return one.ratio === other.ratio && one.minPerSecond === other.minPerSecond;
}

/**
 * A version whose instances have all failed leaves its share of the requests to the others, and gets it back as the
 * first of them does. @param draw uniform in [0, 1)
 */
function isLetThrough(group: VersionGroup<Endpoint>, now: number, draw: number, except: Endpoint | undefined): boolean {
  return group.members.some((endpoint) => endpoint !== except && draw < endpoint.health.share(now));
}
