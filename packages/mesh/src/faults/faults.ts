/** The faults of a mesh: set, renewed, removed, run out. */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@nines/kernel';
import { ActiveFault } from './active-fault.ts';
import type { FaultState, FaultStatus, MeshFault } from './fault.ts';

/** Faults that are over are remembered, for what they did is evidence; so many of them. */
const MAX_REMEMBERED = 64;

interface Leased {
  readonly active: ActiveFault;
  /** Aborts when the lease is renewed, or does not matter any more. */
  lease: AbortController;
}

export class Faults {
  /** What requests are decided by. Mostly empty, and then that is all there is to see. */
  forRequests: readonly ActiveFault[] = [];
  /** What connections are decided by. */
  forConnections: readonly ActiveFault[] = [];
  readonly #clock: Clock;
  readonly #onConnectionFault: (active: ActiveFault) => void;
  readonly #byId = new Map<string, Leased>();
  #over: readonly ActiveFault[] = [];

  /** @param onConnectionFault called for each new one, so that it strikes connections that exist */
  constructor(clock: Clock, onConnectionFault: (active: ActiveFault) => void) {
    this.#clock = clock;
    this.#onConnectionFault = onConnectionFault;
  }

  get activeCount(): number {
    return this.#byId.size;
  }

  /** Puts a fault in force in place of the one with its id, or renews the lease where it is the same fault. */
  put(fault: MeshFault): FaultStatus {
    const known = this.#byId.get(fault.id);
    if (known !== undefined && isSameFault(known.active.fault, fault)) {
      known.active.renew(fault.leaseMs);
      this.#lease(known, fault.leaseMs);
      return known.active.status();
    }
    if (known !== undefined) this.#end(known, 'replaced');
    const active = new ActiveFault(fault, this.#clock);
    const leased = { active, lease: new AbortController() };
    this.#byId.set(fault.id, leased);
    this.#update();
    this.#lease(leased, fault.leaseMs);
    if (fault.per === 'connection') this.#onConnectionFault(active);
    return active.status();
  }

  /** Ends one at once. @returns what it came to; undefined when there is none of that id in force */
  remove(id: string, state: Exclude<FaultState, 'active'> = 'removed'): FaultStatus | undefined {
    const leased = this.#byId.get(id);
    if (leased === undefined) return undefined;
    this.#end(leased, state);
    return leased.active.status();
  }

  /** Ends all at once. */
  clear(state: Exclude<FaultState, 'active'> = 'removed'): readonly FaultStatus[] {
    return [...this.#byId.keys()].flatMap((id) => this.remove(id, state) ?? []);
  }

  /** One in force, or else the last of that id that was. */
  get(id: string): FaultStatus | undefined {
    return this.#all()
      .findLast(({ fault }) => fault.id === id)
      ?.status();
  }

  /** Those that are over, oldest first, then those in force. */
  list(): readonly FaultStatus[] {
    return this.#all().map((active) => active.status());
  }

  #all(): readonly ActiveFault[] {
    return [...this.#over, ...[...this.#byId.values()].map(({ active }) => active)];
  }

  #end(leased: Leased, state: Exclude<FaultState, 'active'>): void {
    const { active, lease } = leased;
    this.#byId.delete(active.fault.id);
    this.#over = [...this.#over, active].slice(-MAX_REMEMBERED);
    this.#update();
    lease.abort();
    active.end(state);
  }

  #update(): void {
    const all = [...this.#byId.values()].map(({ active }) => active);
    this.forRequests = all.filter(({ fault }) => fault.per === 'request');
    this.forConnections = all.filter(({ fault }) => fault.per === 'connection');
  }

  #lease(leased: Leased, leaseMs: number): void {
    leased.lease.abort();
    const lease = new AbortController();
    leased.lease = lease;
    this.#clock.sleep(leaseMs, lease.signal).then(
      () => {
        this.#end(leased, 'expired');
      },
      () => undefined, // renewed, or over
    );
  }
}

function isSameFault(one: MeshFault, other: MeshFault): boolean {
  return isDeepStrictEqual({ ...one, leaseMs: 0 }, { ...other, leaseMs: 0 });
}
