/** The data plane as a whole: follows snapshots, carries the traffic, tells how it does. */
import { type Clock, NinesError } from '@nines/kernel';
import { DataPlane } from './data-plane.ts';
import { faultFamilies } from './faults/fault-families.ts';
import { Faults } from './faults/faults.ts';
import { Listener } from './listener.ts';
import type { EdgeMetrics } from './metrics/edge-metrics.ts';
import { endpointFamily } from './metrics/endpoint-family.ts';
import { type ExpositionFormat, type MetricFamily, renderMetrics } from './metrics/exposition.ts';
import { MeshMetrics } from './metrics/mesh-metrics.ts';
import { DEFAULT_SETTINGS, type MeshSettings } from './settings.ts';
import type { MeshListener, MeshSnapshot } from './snapshot.ts';
import type { MeshStatus, SnapshotReceipt } from './status.ts';
import type { Random } from './upstream/balancer.ts';
import { Services } from './upstream/services.ts';

export interface MeshOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1); seeded in tests. */
  readonly random: Random;
  /** Overrides of `DEFAULT_SETTINGS`. */
  readonly settings?: Partial<MeshSettings>;
  /**
   * Gets the listening sockets that another process of this platform holds at some of these addresses, as `127.0.0.1:80`.
   * An address that is anybody else's stays closed, and is tried again. @defaultValue there is no such process
   */
  readonly takeOver?: TakeOver;
}

/**
 * Descriptor by address, of what is open there; who gets one closes it. Rejects where there is such a process and it does
 * not hand over: its addresses are to be left to it.
 */
export type TakeOver = (addresses: readonly string[]) => Promise<ReadonlyMap<string, number>>;

/** Has a life: `apply` snapshots, then `close`. */
export class Mesh {
  /** Injected faults: none at the start, none after `close`. */
  readonly faults: Faults;
  readonly #plane: DataPlane;
  readonly #metrics = new MeshMetrics();
  readonly #services: Services;
  readonly #listeners = new Map<string, Listener>();
  readonly #drains = new Set<Promise<void>>();
  readonly #draining = new Set<Listener>();
  readonly #stop = new AbortController();
  readonly #takeOver: TakeOver;
  #current: MeshSnapshot | undefined;
  #opening = Promise.resolve();
  #isRetrying = false;
  #isClosed = false;

  constructor(options: MeshOptions) {
    const settings = { ...DEFAULT_SETTINGS, ...options.settings };
    this.#services = new Services(settings);
    const { clock, random, takeOver = async () => new Map() } = options;
    this.#takeOver = takeOver;
    this.faults = new Faults(clock, (active) => {
      for (const listener of this.#listeners.values()) listener.onFault(active);
    });
    this.#plane = new DataPlane({ clock, random, settings, metrics: this.#metrics, faults: this.faults });
  }

  /** What is in effect. */
  get snapshot(): MeshSnapshot | undefined {
    return this.#current;
  }

  /**
   * Follows `snapshot` if it is newer than what is in effect. Endpoints and routes change at once and together;
   * listeners are opened and closed by difference. A listener that cannot be opened is reported, tried again, and
   * hinders no other.
   *
   * @throws NinesError `MESH_CLOSED` after `close`
   */
  async apply(snapshot: MeshSnapshot): Promise<SnapshotReceipt> {
    if (this.#isClosed) throw new NinesError('MESH_CLOSED', 'The mesh is shutting down; push to its successor');
    if (snapshot.version > this.#version) {
      this.#current = snapshot;
      this.#metrics.snapshotVersion = snapshot.version;
      this.#services.apply(snapshot.services);
      if (!this.isClosing) await this.#followListeners(snapshot.listeners);
    }
    return { version: this.#version, listeners: this.#listenerStatus() };
  }

  /** It was told what to do, and has tried to open every address; one that another mesh keeps is not even tried. */
  get isServing(): boolean {
    return !this.isClosing && this.#version > 0 && [...this.#listeners.values()].every((listener) => listener.wasTried);
  }

  /** `close` was called. */
  get isClosing(): boolean {
    return this.#stop.signal.aborted;
  }

  /** The sockets that are open at these addresses, for another process to listen at them too. */
  descriptors(addresses: readonly string[]): Map<string, number> {
    const descriptors = new Map<string, number>();
    for (const address of addresses) {
      const descriptor = this.#listeners.get(address)?.descriptor;
      if (descriptor !== undefined) descriptors.set(address, descriptor);
    }
    return descriptors;
  }

  status(): MeshStatus {
    return { version: this.#version, listeners: this.#listenerStatus(), endpoints: this.#services.status() };
  }

  /** What the mesh counts. */
  metricFamilies(): MetricFamily[] {
    const now = this.#plane.clock.monotonicMs();
    return [
      ...this.#metrics.families(now),
      endpointFamily(this.#services.states(now)),
      ...faultFamilies(this.faults.list()),
    ];
  }

  /** Prometheus text format. */
  renderMetrics(format: ExpositionFormat = 'text'): string {
    return renderMetrics(this.metricFamilies(), format);
  }

  /** Takes the key by which marks of declared load are believed; without one, none is. */
  useLoadKey(key: string | undefined): void {
    this.#plane.marks.useKey(key);
  }

  /**
   * Leaves every address to whoever else listens there, lets what is under way finish until `signal` aborts, then cuts
   * it off. Endpoints go on following snapshots meanwhile, for the sake of what is under way.
   */
  async close(signal: AbortSignal): Promise<void> {
    this.#stop.abort();
    this.faults.clear('stopped');
    for (const [key, listener] of this.#listeners) this.#drainListener(key, listener);
    const cutOff = (): void => {
      for (const listener of this.#draining) listener.destroyConnections();
    };
    if (signal.aborted) cutOff();
    signal.addEventListener('abort', cutOff, { once: true });
    await Promise.all(this.#drains);
    signal.removeEventListener('abort', cutOff);
    this.#services.apply([]);
    this.#isClosed = true;
  }

  async #followListeners(desired: readonly MeshListener[]): Promise<void> {
    this.#applyListeners(desired);
    this.#announceVersions();
    await this.#openListeners();
    void this.#retryListeners();
  }

  #applyListeners(desired: readonly MeshListener[]): void {
    const byKey = new Map(desired.map((listener) => [Listener.keyOf(listener), listener]));
    for (const [key, listener] of this.#listeners) if (!byKey.has(key)) this.#drainListener(key, listener);
    for (const [key, listener] of byKey) {
      const open = this.#listeners.get(key);
      if (open !== undefined) open.update(listener);
      else this.#listeners.set(key, new Listener(listener, this.#plane, (name) => this.#services.get(name)));
    }
  }

  /** Has figures at zero for every version that may answer, so that a rate exists from the first request on. */
  #announceVersions(): void {
    const live = new Map<EdgeMetrics, Set<string>>();
    for (const listener of this.#listeners.values()) listener.announceTo(live);
    this.#metrics.announce(live, this.#plane.clock.monotonicMs());
  }

  #drainListener(key: string, listener: Listener): void {
    this.#listeners.delete(key);
    this.#draining.add(listener);
    const drained = listener.drain().finally(() => {
      this.#draining.delete(listener);
      this.#drains.delete(drained);
    });
    this.#drains.add(drained);
  }

  /** Tries closed listeners again until all are open. */
  async #retryListeners(): Promise<void> {
    if (this.#isRetrying) return;
    this.#isRetrying = true;
    const { clock, settings } = this.#plane;
    const isOpen = (): boolean => [...this.#listeners.values()].every((listener) => listener.isOpen);
    while (!isOpen() && !this.#stop.signal.aborted) {
      await clock.sleep(settings.listenRetryMs, this.#stop.signal).catch(() => undefined);
      await this.#openListeners();
    }
    this.#isRetrying = false;
  }

  /** One at a time, so that no address is tried twice at once. */
  async #openListeners(): Promise<void> {
    this.#opening = this.#opening.then(async () => {
      if (await this.#tryClosed()) await this.#tryClosed(); // what another process opened meanwhile, it hands over
    });
    await this.#opening;
  }

  /** Resolves to whether some are still closed that are ours to open. */
  async #tryClosed(): Promise<boolean> {
    const closed = new Map([...this.#listeners].filter(([, listener]) => !listener.isOpen));
    if (closed.size === 0 || this.isClosing) return false;
    try {
      const descriptors = await this.#takeOver([...closed.keys()]);
      await Promise.all(Array.from(closed, ([key, listener]) => listener.open(descriptors.get(key))));
      return [...closed.values()].some(({ isOpen }) => !isOpen);
    } catch (error) {
      for (const listener of closed.values()) listener.postpone(error);
      return false;
    }
  }

  get #version(): number {
    return this.#current?.version ?? 0;
  }

  #listenerStatus(): SnapshotReceipt['listeners'] {
    return [...this.#listeners.values()].map((listener) => listener.status());
  }
}
