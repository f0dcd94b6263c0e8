/** Rate, errors and duration of one kind of requests. Counting one is a few additions, and nothing is allocated. */
import { REQUEST_DURATION_BOUNDS_SECONDS as BOUNDS_SECONDS } from '@nines/kernel';
import { TRACE_ID_LENGTH } from '../http/traceparent.ts';
import type { Exemplar, Labels, Sample } from './exposition.ts';

const OVERFLOW = BOUNDS_SECONDS.length;

const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** What is counted of a request. */
export interface Observation {
  readonly status: number;
  readonly durationMs: number;
  /** Wall clock at its end, ms. */
  readonly atMs: number;
  /** Bytes in which its trace id stands, and where. */
  readonly traced: Uint8Array;
  readonly traceIdAt: number;
}

export class RequestFigures {
  readonly #labels: Labels;
  readonly #byClass = new Float64Array(STATUS_CLASSES.length);
  readonly #buckets = new Float64Array(OVERFLOW + 1);
  #sumSeconds = 0;
  /** The last request of each bucket. */
  readonly #exemplarSeconds = new Float64Array(OVERFLOW + 1);
  readonly #exemplarAtMs = new Float64Array(OVERFLOW + 1);
  readonly #exemplarTraces = Buffer.alloc((OVERFLOW + 1) * TRACE_ID_LENGTH);

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  observe({ status, durationMs, atMs, traced, traceIdAt }: Observation): void {
    const index = Math.floor(status / 100) - 1;
    this.#byClass[index] = (this.#byClass[index] ?? 0) + 1;
    const seconds = durationMs / 1_000;
    this.#sumSeconds += seconds;
    const bucket = bucketOf(seconds);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#exemplarSeconds[bucket] = seconds;
    this.#exemplarAtMs[bucket] = atMs;
    const slot = bucket * TRACE_ID_LENGTH;
    for (let digit = 0; digit < TRACE_ID_LENGTH; digit += 1) {
      this.#exemplarTraces[slot + digit] = traced[traceIdAt + digit] ?? 0;
    }
  }

  requestSamples(): Sample[] {
    return STATUS_CLASSES.map((statusClass, index) => ({
      labels: { ...this.#labels, status_class: statusClass },
      value: this.#byClass[index] ?? 0,
    }));
  }

  durationSamples(): Sample[] {
    let cumulative = 0;
    const buckets = [...BOUNDS_SECONDS, '+Inf'].map((bound, bucket) => {
      cumulative += this.#buckets[bucket] ?? 0;
      const labels = { ...this.#labels, le: String(bound) };
      return { labels, value: cumulative, suffix: '_bucket', ...this.#exemplarOf(bucket) };
    });
    return [
      ...buckets,
      { labels: this.#labels, value: this.#sumSeconds, suffix: '_sum' },
      { labels: this.#labels, value: cumulative, suffix: '_count' },
    ];
  }

  #exemplarOf(bucket: number): { exemplar?: Exemplar } {
    const atMs = this.#exemplarAtMs[bucket] ?? 0;
    if (atMs === 0) return {};
    const slot = bucket * TRACE_ID_LENGTH;
    const traceId = this.#exemplarTraces.toString('latin1', slot, slot + TRACE_ID_LENGTH);
    return { exemplar: { traceId, value: this.#exemplarSeconds[bucket] ?? 0, atSeconds: atMs / 1_000 } };
  }
}

function bucketOf(seconds: number): number {
  let bucket = 0;
  while (bucket < OVERFLOW && seconds > (BOUNDS_SECONDS[bucket] ?? Infinity)) bucket += 1;
  return bucket;
}
