/** CPU and memory of the own process in percent, from counters that only ever grow. */
import { totalmem } from 'node:os';

/** Readings of the process; injected in tests. */
export interface ProcessReadings {
  /** Monotonic, ms. */
  nowMs(): number;
  /** User and system time since the process began, µs. */
  cpuMicros(): number;
  residentBytes(): number;
  /** What the process may use: its control group's limit, else the machine's memory. */
  availableBytes(): number;
}

/** The running process. */
const PROCESS_READINGS: ProcessReadings = {
  nowMs: () => performance.now(),
  cpuMicros: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  residentBytes: () => process.memoryUsage.rss(),
  availableBytes: () => {
    const limit = process.constrainedMemory();
    return limit > 0 && limit < totalmem() ? limit : totalmem();
  },
};

/** Two scrapers that ask within this time, ms, read the same figure instead of dividing by next to nothing. */
const SHORTEST_PERIOD_MS = 1_000;

/** Usage since the previous reading: 100 is one core, or all memory the process may use. */
export class ResourceUsage {
  readonly #readings: ProcessReadings;
  #sampledAtMs: number;
  #sampledCpuMicros: number;
  #cpuPercent = 0;

  constructor(readings: ProcessReadings = PROCESS_READINGS) {
    this.#readings = readings;
    this.#sampledAtMs = readings.nowMs();
    this.#sampledCpuMicros = readings.cpuMicros();
  }

  cpuPercent(): number {
    const elapsedMs = this.#readings.nowMs() - this.#sampledAtMs;
    if (elapsedMs < SHORTEST_PERIOD_MS) return this.#cpuPercent;
    const cpuMicros = this.#readings.cpuMicros();
    this.#cpuPercent = (cpuMicros - this.#sampledCpuMicros) / (elapsedMs * 10);
    this.#sampledAtMs += elapsedMs;
    this.#sampledCpuMicros = cpuMicros;
    return this.#cpuPercent;
  }

  memoryPercent(): number {
    return (this.#readings.residentBytes() / this.#readings.availableBytes()) * 100;
  }
}
