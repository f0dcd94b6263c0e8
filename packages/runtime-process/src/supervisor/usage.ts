/** CPU and memory of every instance, sampled when somebody asks and now and then besides. */
import type { Clock } from '@nines/kernel';

export interface UsageFigures {
  /** Cores used between the last two samples; null before the second. */
  readonly cpuCores: number | null;
  readonly memoryBytes: number | null;
}

/** CPU time and memory of an instance's processes at one moment. */
export interface UsageReading {
  readonly cpuMs: number;
  readonly memoryBytes: number | null;
}

export interface UsageOptions {
  readonly clock: Clock;
  /** Reads every instance that runs now, by slot and incarnation, and the platform's own processes. */
  readonly read: () => { readonly instances: ReadonlyMap<string, UsageReading>; readonly ownBytes: number | null };
}

/** A shorter distance between two samples would measure noise, ms. */
const SAMPLE_MS = 1_000;

export class Usage {
  readonly #options: UsageOptions;
  #sampledAt = -Infinity;
  #readings: ReadonlyMap<string, UsageReading> = new Map();
  #figures: ReadonlyMap<string, UsageFigures> = new Map();
  #totalMemoryBytes: number | null = null;

  constructor(options: UsageOptions) {
    this.#options = options;
  }

  /** PSS of all processes of the platform, shims, guard and supervisor included. */
  get totalMemoryBytes(): number | null {
    return this.#totalMemoryBytes;
  }

  of(slot: string, incarnation: number): UsageFigures | undefined {
    return this.#figures.get(usageKey(slot, incarnation));
  }

  /** Samples, unless the last sample is fresh. */
  refresh(): void {
    const now = this.#options.clock.monotonicMs();
    const elapsedMs = now - this.#sampledAt;
    if (elapsedMs < SAMPLE_MS) return;
    const { instances, ownBytes } = this.#options.read();
    this.#figures = new Map(
      [...instances].map(([key, reading]) => [key, figuresOf(this.#readings.get(key), reading, elapsedMs)] as const),
    );
    this.#readings = instances;
    this.#totalMemoryBytes = totalOf(
      [...instances.values()].map(({ memoryBytes }) => memoryBytes),
      ownBytes,
    );
    this.#sampledAt = now;
  }
}

/** What a reading is filed under. */
export function usageKey(slot: string, incarnation: number): string {
  return `${slot}#${incarnation}`;
}

function figuresOf(before: UsageReading | undefined, reading: UsageReading, elapsedMs: number): UsageFigures {
  const cpuCores = before === undefined ? null : Math.max(reading.cpuMs - before.cpuMs, 0) / elapsedMs;
  return { cpuCores, memoryBytes: reading.memoryBytes };
}

function totalOf(parts: readonly (number | null)[], ownBytes: number | null): number | null {
  const known = [...parts, ownBytes].filter((bytes) => bytes !== null);
  return known.length === 0 ? null : known.reduce((sum, bytes) => sum + bytes, 0);
}
