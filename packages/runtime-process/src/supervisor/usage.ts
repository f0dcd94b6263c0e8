/** CPU and memory of every instance, sampled when somebody asks. */
import type { Clock } from '@nines/kernel';
import { UsageSampler } from '../proc/usage.ts';
import type { Usage } from '../proc/usage.ts';
import type { InstanceProcess } from './instances.ts';

/** A shorter distance between two samples would measure noise, ms. */
const FRESH_MS = 1_000;

/** The last sample of a platform. */
export class UsageBoard {
  readonly #clock: Clock;
  readonly #sampler = new UsageSampler();
  #sampledAt = -Infinity;
  #usages: ReadonlyMap<number, Usage> = new Map();
  #totalMemoryBytes: number | null = null;
  #sampling: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** PSS of all processes of the platform, shims, guard and supervisor included; null before the first sample. */
  get totalMemoryBytes(): number | null {
    return this.#totalMemoryBytes;
  }

  of(pid: number): Usage | undefined {
    return this.#usages.get(pid);
  }

  /**
   * Samples, unless the last sample is fresh.
   *
   * @param own - guard and supervisor
   */
  refresh(processes: readonly InstanceProcess[], own: readonly number[]): Promise<void> {
    const same = processes.every(({ instance }) => this.#usages.has(instance.pid));
    if (same && this.#clock.monotonicMs() - this.#sampledAt < FRESH_MS) return Promise.resolve();
    this.#sampling ??= this.#sample(processes, own).finally(() => {
      this.#sampling = undefined;
    });
    return this.#sampling;
  }

  async #sample(processes: readonly InstanceProcess[], own: readonly number[]): Promise<void> {
    const pids = processes.map(({ instance }) => instance.pid);
    const shims = processes.map(({ instance }) => instance.shimPid);
    this.#usages = await this.#sampler.sample(pids, this.#clock.monotonicMs());
    this.#totalMemoryBytes = await this.#sampler.total([...own, ...shims, ...pids]);
    this.#sampledAt = this.#clock.monotonicMs();
  }
}
