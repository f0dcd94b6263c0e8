/** Senders of alerts, as Alertmanager does it: one message after the other each, and every alert ends in the next one. */
import { Agent, request } from 'node:http';

export interface SendersOptions {
  /** At the same time. */
  readonly senders: number;
  /** Alerts of a message. */
  readonly alerts: number;
  readonly seconds: number;
  readonly services: readonly string[];
  readonly signal: AbortSignal;
  /** Posts these; rejects where they are not taken. */
  readonly post: (alerts: readonly SentAlert[], agent: Agent) => Promise<void>;
}

export interface SentAlert {
  readonly service: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly startsAt: string;
  readonly endsAt: string | null;
}

/** Alerts taken in a second. */
export async function sendAlerts(options: SendersOptions): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.senders });
  const startedMs = performance.now();
  const endMs = startedMs + options.seconds * 1_000;
  const counts = await Promise.all(
    Array.from({ length: options.senders }, (_, index) => sendUntil(endMs, index, options, agent)),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  agent.destroy();
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

async function sendUntil(
  endMs: number,
  sender: number,
  { alerts, post, services, signal }: SendersOptions,
  agent: Agent,
): Promise<number> {
  let taken = 0;
  for (let round = 0; performance.now() < endMs; round += 1) {
    signal.throwIfAborted();
    const startsAt = new Date().toISOString();
    const firing = Array.from({ length: alerts }, (_, index): SentAlert => {
      const service = services[(sender * alerts + index) % services.length] ?? '';
      const name = `Trouble${index}`;
      return { service, name, fingerprint: `${sender}-${index}-${round % 50}`, startsAt, endsAt: null };
    });
    await post(firing, agent);
    await post(
      firing.map((alert) => ({ ...alert, endsAt: new Date().toISOString() })),
      agent,
    );
    taken += 2 * alerts;
  }
  return taken;
}

export interface Posting {
  readonly port?: number;
  readonly socketPath?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent: Agent;
}

/** @throws Error where the answer is no success */
export async function postJson({ headers, ...where }: Posting, body: unknown): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const text = JSON.stringify(body);
  const asking = request(
    {
      host: '127.0.0.1',
      method: 'POST',
      ...where,
      headers: {
        host: 'localhost',
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        ...headers,
      },
    },
    (answer) => {
      const { statusCode = 0 } = answer;
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        if (statusCode < 300) resolve(undefined);
        else reject(new Error(`${where.path}: ${statusCode} ${Buffer.concat(chunks).toString()}`));
      });
      answer.on('error', reject);
    },
  );
  asking.on('error', reject);
  asking.end(text);
  await promise;
}

/** A message of Alertmanager. @see Alertmanager documentation, "webhook_config", version 4 */
export function webhookMessage(alerts: readonly SentAlert[]): object {
  const isOver = alerts.every(({ endsAt }) => endsAt !== null);
  return {
    version: '4',
    groupKey: '{}:{}',
    truncatedAlerts: 0,
    status: isOver ? 'resolved' : 'firing',
    receiver: 'nines',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://127.0.0.1:9093',
    alerts: alerts.map(({ service, name, fingerprint, startsAt, endsAt }) => ({
      status: endsAt === null ? 'firing' : 'resolved',
      labels: { alertname: name, service, severity: 'critical', instance: fingerprint },
      annotations: { summary: `${service} has trouble`, runbook_url: 'https://runbooks.example/trouble' },
      startsAt,
      endsAt: endsAt ?? '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint,
    })),
  };
}
