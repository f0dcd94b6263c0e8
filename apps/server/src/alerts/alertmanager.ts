/** Alertmanager, as the server uses it: alerts are posted to it, and it is asked for what it holds. */
import { NinesError } from '@nines/kernel';
import { z } from 'zod';
import { callLoopbackJson } from '../loopback/loopback-client.ts';
import type { PostableAlert } from './posted-alerts.ts';

/** An alert that Alertmanager holds for active. */
export interface HeldAlert {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
  /** Names of those that it is told to, but for what silences it. */
  readonly receivers: readonly string[];
}

const labels = z.record(z.string(), z.string());
const heldSchema = z.array(
  z.object({
    fingerprint: z.string(),
    labels,
    annotations: labels,
    startsAt: z.string(),
    status: z.object({ silencedBy: z.array(z.string()), inhibitedBy: z.array(z.string()) }),
    receivers: z.array(z.object({ name: z.string() })),
  }),
);

const statusSchema = z.object({ uptime: z.string() });

const ALERTS = '/api/v2/alerts';

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
    await callLoopbackJson({ port: this.#portOrThrow(), path: ALERTS, method: 'POST', body: alerts, signal });
  }

  async alerts(signal: AbortSignal): Promise<readonly HeldAlert[]> {
    const held = heldSchema.parse(await callLoopbackJson({ port: this.#portOrThrow(), path: ALERTS, signal }));
    return held.map(({ status, receivers, ...alert }) => ({
      ...alert,
      ...status,
      receivers: receivers.map(({ name }) => name),
    }));
  }

  /** When it was started, wall-clock ms. */
  async startedMs(signal: AbortSignal): Promise<number> {
    const answer = await callLoopbackJson({ port: this.#portOrThrow(), path: '/api/v2/status', signal });
    return Date.parse(statusSchema.parse(answer).uptime);
  }

  #portOrThrow(): number {
    const port = this.#port();
    if (port !== undefined) return port;
    throw new NinesError('API_UNAVAILABLE', 'Alertmanager does not run here');
  }
}
