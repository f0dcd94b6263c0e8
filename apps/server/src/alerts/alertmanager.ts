/** What is said to Alertmanager, and asked of it. */
import { NinesError } from '@nines/kernel';
import { z } from 'zod';
import { callLoopbackJson } from '../loopback/loopback-client.ts';
import type { PostableAlert } from './posted-alerts.ts';

/** An alert that Alertmanager holds for active. */
export interface HeldAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
}

const labels = z.record(z.string(), z.string());
const heldSchema = z.array(
  z.object({
    labels,
    annotations: labels,
    startsAt: z.string(),
    status: z.object({ silencedBy: z.array(z.string()), inhibitedBy: z.array(z.string()) }),
  }),
);

/** All methods reject where Alertmanager is away. @see Alertmanager API v2, `openapi.yaml` */
export class Alertmanager {
  readonly #port: () => number | undefined;

  /** @param port - undefined where it does not run */
  constructor(port: () => number | undefined) {
    this.#port = port;
  }

  get exists(): boolean {
    return this.#port() !== undefined;
  }

  async post(alerts: readonly PostableAlert[], signal: AbortSignal): Promise<void> {
    await this.#call(signal, alerts);
  }

  async alerts(signal: AbortSignal): Promise<readonly HeldAlert[]> {
    const held = heldSchema.parse(await this.#call(signal));
    return held.map(({ status, ...alert }) => ({ ...alert, ...status }));
  }

  async #call(signal: AbortSignal, body?: readonly PostableAlert[]): Promise<unknown> {
    const port = this.#port();
    if (port === undefined) throw new NinesError('API_UNAVAILABLE', 'Alertmanager does not run here');
    const method = body === undefined ? 'GET' : 'POST';
    return callLoopbackJson({ port, path: '/api/v2/alerts', method, body, signal });
  }
}
