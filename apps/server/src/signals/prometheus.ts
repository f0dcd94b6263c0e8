/** Questions to Prometheus. */
import { NinesError } from '@nines/kernel';
import { z } from 'zod';
import { callLoopbackJson } from '../loopback/loopback-client.ts';

/** One series of an instant vector. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One series of a range query. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly { readonly atMs: number; readonly value: number }[];
}

/** Moments from the first to the last one, both included. */
export interface Moments {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly stepMs: number;
}

/** An alert of a rule that holds. */
export interface RuleAlert {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly activeAt: string;
}

const labels = z.record(z.string(), z.string());
const vectorSchema = z.object({
  data: z.object({ result: z.array(z.object({ metric: labels, value: z.tuple([z.number(), z.string()]) })) }),
});
const matrixSchema = z.object({
  data: z.object({
    result: z.array(z.object({ metric: labels, values: z.array(z.tuple([z.number(), z.string()])) })),
  }),
});
const alertsSchema = z.object({
  data: z.object({
    alerts: z.array(
      z.object({ state: z.enum(['pending', 'firing', 'inactive']), labels, annotations: labels, activeAt: z.string() }),
    ),
  }),
});

/** What covers much time is computed for longer, ms. Prometheus itself gives up after as long. */
const RANGE_ANSWER_MS = 30_000;

/** All methods reject where Prometheus is away. @see Prometheus documentation, "HTTP API" */
export class Prometheus {
  readonly #port: () => number | undefined;

  /** @param port - undefined where it does not run */
  constructor(port: () => number | undefined) {
    this.#port = port;
  }

  /**
   * Values that are not numbers (0/0) are left out.
   *
   * @param atMs - ms since the epoch. @defaultValue Prometheus' own time
   */
  async query(promql: string, signal: AbortSignal, atMs?: number): Promise<readonly Sample[]> {
    const time = atMs === undefined ? '' : `&time=${atMs / 1_000}`;
    const answer = await this.#get(`/api/v1/query?query=${encodeURIComponent(promql)}${time}`, signal);
    const { data } = vectorSchema.parse(answer);
    return data.result
      .map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
      .filter(({ value }) => Number.isFinite(value));
  }

  /** At each of the moments; values that are not numbers are left out. */
  async queryRange(
    promql: string,
    { firstMs, lastMs, stepMs }: Moments,
    signal: AbortSignal,
  ): Promise<readonly Series[]> {
    const range = `start=${firstMs / 1_000}&end=${lastMs / 1_000}&step=${stepMs / 1_000}`;
    const path = `/api/v1/query_range?query=${encodeURIComponent(promql)}&${range}`;
    const { data } = matrixSchema.parse(await this.#get(path, signal, RANGE_ANSWER_MS));
    return data.result.map(({ metric, values }) => ({
      labels: metric,
      samples: values
        .map(([seconds, text]) => ({ atMs: Math.round(seconds * 1_000), value: Number(text) }))
        .filter(({ value }) => Number.isFinite(value)),
    }));
  }

  async alerts(signal: AbortSignal): Promise<readonly RuleAlert[]> {
    const { data } = alertsSchema.parse(await this.#get('/api/v1/alerts', signal));
    return data.alerts.flatMap(({ state, ...alert }) => (state === 'inactive' ? [] : [{ ...alert, state }]));
  }

  async #get(path: string, signal: AbortSignal, timeoutMs?: number): Promise<unknown> {
    const port = this.#port();
    if (port === undefined) throw new NinesError('API_UNAVAILABLE', 'Prometheus does not run here');
    return callLoopbackJson({ port, path, signal, ...(timeoutMs !== undefined && { timeoutMs }) });
  }
}
