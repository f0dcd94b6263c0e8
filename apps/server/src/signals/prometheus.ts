/** Questions to Prometheus. */
import { NinesError } from '@nines/kernel';
import { z } from 'zod';
import { callLoopbackJson } from '../loopback/loopback-client.ts';

/** One series of an instant vector. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
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
const alertsSchema = z.object({
  data: z.object({
    alerts: z.array(
      z.object({ state: z.enum(['pending', 'firing', 'inactive']), labels, annotations: labels, activeAt: z.string() }),
    ),
  }),
});

/** All methods reject where Prometheus is away. @see Prometheus documentation, "HTTP API" */
export class Prometheus {
  readonly #port: () => number | undefined;

  /** @param port - undefined where it does not run */
  constructor(port: () => number | undefined) {
    this.#port = port;
  }

  /** Values that are not numbers (0/0) are left out. */
  async query(promql: string, signal: AbortSignal): Promise<readonly Sample[]> {
    const answer = await this.#get(`/api/v1/query?query=${encodeURIComponent(promql)}`, signal);
    const { data } = vectorSchema.parse(answer);
    return data.result
      .map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
      .filter(({ value }) => Number.isFinite(value));
  }

  async alerts(signal: AbortSignal): Promise<readonly RuleAlert[]> {
    const { data } = alertsSchema.parse(await this.#get('/api/v1/alerts', signal));
    return data.alerts.flatMap(({ state, ...alert }) => (state === 'inactive' ? [] : [{ ...alert, state }]));
  }

  async #get(path: string, signal: AbortSignal): Promise<unknown> {
    const port = this.#port();
    if (port === undefined) throw new NinesError('API_UNAVAILABLE', 'Prometheus does not run here');
    return callLoopbackJson({ port, path, signal });
  }
}
