/** What every connection of a mesh shares. */
import type { Clock } from '@nines/kernel';
import { MarkVerifier } from './declared/mark-verifier.ts';
import type { Faults } from './faults/faults.ts';
import { ByteBatch } from './http/byte-batch.ts';
import { HEAD_END } from './http/request-writer.ts';
import { TraceparentSource } from './http/traceparent.ts';
import type { MeshMetrics } from './metrics/mesh-metrics.ts';
import type { MeshSettings } from './settings.ts';
import { Sweeper } from './sweeper.ts';
import type { Random } from './upstream/balancer.ts';

/** The kernel hands over at most this much at a time. */
const READ_BUFFER_BYTES = 65_536;

export interface DataPlaneOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: MeshSettings;
  readonly metrics: MeshMetrics;
  readonly faults: Faults;
}

export class DataPlane {
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: MeshSettings;
  readonly metrics: MeshMetrics;
  readonly faults: Faults;
  readonly sweeper: Sweeper;
  readonly marks: MarkVerifier;
  readonly traceparents: TraceparentSource;
  /** Filled and written out within one turn of the event loop. */
  readonly batch = new ByteBatch();
  /** All upstream connections read into it: what arrives is copied out before the next read. */
  readonly readBuffer: Buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  #dateText = '';
  #dateSecond = -1;

  constructor(options: DataPlaneOptions) {
    this.clock = options.clock;
    this.random = options.random;
    this.settings = options.settings;
    this.metrics = options.metrics;
    this.faults = options.faults;
    this.marks = new MarkVerifier(() => options.clock.now());
    this.traceparents = new TraceparentSource(options.random, HEAD_END);
    this.sweeper = new Sweeper(options.clock, options.settings.tickMs);
  }

  /** Value of a Date field. @see RFC 9110, section 5.6.7 */
  date(): string {
    const now = this.clock.now();
    const second = Math.floor(now / 1_000);
    if (second !== this.#dateSecond) {
      this.#dateSecond = second;
      this.#dateText = new Date(now).toUTCString();
    }
    return this.#dateText;
  }
}
