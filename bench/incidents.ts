/**
 * What taking in alerts and acknowledging incidents costs one server process with a million alerts stored.
 *
 * The server runs on one core, PostgreSQL (durable: every commit is on disk) on the other, together with the senders.
 * Alerts come as Alertmanager's messages, 100 each, from eight senders; every alert ends in the next message of its
 * sender. Beside it, in the same run: the same server with one alert a message and one sender, which is one transaction
 * an alert; and Alertmanager's own `POST /api/v2/alerts`, which keeps them in memory only. Before that 500 incidents are
 * acknowledged over the API, ten at a time, while the pages about them are delivered; the first 20, for which a process
 * has nothing compiled yet, are told apart. The first answer is that of /livez, of a server that ran before, as each has
 * but the first of a version.
 *
 * Arguments: --stored N (1000000), --seconds N (15), --idle N (30)
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { askSocket } from '@nines/testkit/socket-request';
import { freePort } from '@nines/testkit/ports';
import { testTool } from '@nines/testkit/tools';
import { until } from '../apps/server/src/testing/running-server.ts';
import { postJson, sendAlerts, webhookMessage } from './harness/alert-senders.ts';
import type { SentAlert } from './harness/alert-senders.ts';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { startIncidentServer } from './harness/incident-server.ts';
import type { IncidentServer } from './harness/incident-server.ts';
import { end, memoryBytes, start } from './harness/processes.ts';
import { percentile, round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';

const ACKNOWLEDGED = 500;
const AT_A_TIME = 10;
/** Acknowledgements before the process is warm. */
const WARM_UP = 20;
const MANY = { senders: 8, alerts: 100 } as const;
const ONE_BY_ONE = { senders: 1, alerts: 1 } as const;

export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      stored: { type: 'string', default: '1000000' },
      seconds: { type: 'string', default: '15' },
      idle: { type: 'string', default: '30' },
    },
  });
  const [stored, seconds] = [Number(values.stored), Number(values.seconds)];
  const services = Array.from({ length: ACKNOWLEDGED }, (_, index) => `service-${index + 1}`);
  progress(`storing ${stored} alerts`);
  const server = await startIncidentServer({ stored, services, signal });
  try {
    await sleep(Number(values.idle) * 1_000, undefined, { signal });
    const idleMb = memoryBytes(server.pid) / 2 ** 20;
    const acknowledging = await acknowledge(server, services, signal);
    progress('incidents acknowledged');
    const post = (alerts: readonly SentAlert[], agent: Agent): Promise<void> => postToServer(server, alerts, agent);
    const alertsPerSecond = await sendAlerts({ ...MANY, services, seconds, signal, post });
    const oneByOnePerSecond = await sendAlerts({ ...ONE_BY_ONE, services, seconds: seconds / 3, signal, post });
    progress('alerts taken in');
    const alertmanagerPerSecond = await sendToAlertmanager(services, seconds / 3, signal);
    const figures = { alertsPerSecond, oneByOnePerSecond, alertmanagerPerSecond, idleMb, ...acknowledging };
    return outcome(stored, { ...figures, firstAnswerMs: server.firstAnswerMs });
  } finally {
    await server.end();
  }
}

async function postToServer(
  { port, token }: IncidentServer,
  alerts: readonly SentAlert[],
  agent: Agent,
): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  await postJson({ port, path: '/api/v1/alertmanager', headers, agent }, webhookMessage(alerts));
}

interface Acknowledging {
  /** The slowest of the first ones. */
  readonly ackColdMs: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
}

/** One incident a service, each acknowledged once. */
async function acknowledge(
  server: IncidentServer,
  services: readonly string[],
  signal: AbortSignal,
): Promise<Acknowledging> {
  const startsAt = new Date().toISOString();
  const alerts = services.map((service) => ({
    service,
    name: 'ServiceDown',
    fingerprint: service,
    startsAt,
    endsAt: null,
  }));
  const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });
  await until(async () => {
    await postToServer(server, alerts, agent);
    return true;
  });
  const numbers = await openIncidents(server);
  const took: number[] = [];
  const workers = Array.from({ length: AT_A_TIME }, async () => {
    for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
      signal.throwIfAborted();
      const startedMs = performance.now();
      const headers = { 'idempotency-key': randomUUID() };
      const path = `/api/v1/incidents/${number}/acknowledge`;
      await postJson({ socketPath: server.socketPath, path, headers, agent }, {});
      took.push(performance.now() - startedMs);
    }
  });
  await Promise.all(workers);
  agent.destroy();
  const [cold, warm] = [took.slice(0, WARM_UP), took.slice(WARM_UP)];
  return { ackColdMs: Math.max(...cold), ackP50Ms: percentile(warm, 0.5), ackP99Ms: percentile(warm, 0.99) };
}

async function openIncidents({ socketPath }: IncidentServer): Promise<number[]> {
  const numbers: number[] = [];
  for (let path: string | undefined = '/api/v1/incidents?status=triggered&limit=100'; path !== undefined;) {
    const { text } = await askSocket(socketPath, path);
    const { data } = JSON.parse(text) as { readonly data: readonly { readonly number: number }[] };
    numbers.push(...data.map(({ number }) => number));
    const last = data.at(-1)?.number;
    path = last === undefined ? undefined : `/api/v1/incidents?status=triggered&limit=100&before=${last}`;
  }
  return numbers;
}

async function sendToAlertmanager(services: readonly string[], seconds: number, signal: AbortSignal): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'nines-incidents-'));
  const configuration = join(directory, 'alertmanager.yml');
  await writeFile(configuration, 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n');
  const port = await freePort();
  const alertmanager = start(await testTool('alertmanager'), [
    `--config.file=${configuration}`,
    `--storage.path=${join(directory, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ]);
  try {
    await until(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok);
    const post = async (alerts: readonly SentAlert[], agent: Agent): Promise<void> => {
      await postJson({ port, path: '/api/v2/alerts', agent }, alerts.map(postable));
    };
    return await sendAlerts({ ...MANY, services, seconds, signal, post });
  } finally {
    await end(alertmanager, 'SIGTERM');
    await rm(directory, { recursive: true, force: true });
  }
}

function postable({ service, name, fingerprint, startsAt, endsAt }: SentAlert): object {
  const labels = { alertname: name, service, severity: 'critical', instance: fingerprint };
  return { labels, annotations: { summary: `${service} has trouble` }, startsAt, ...(endsAt !== null && { endsAt }) };
}

interface Figures extends Acknowledging {
  readonly alertsPerSecond: number;
  readonly oneByOnePerSecond: number;
  readonly alertmanagerPerSecond: number;
  readonly firstAnswerMs: number;
  readonly idleMb: number;
}

function outcome(stored: number, figures: Figures): BenchOutcome {
  const { alertsPerSecond, oneByOnePerSecond, alertmanagerPerSecond } = figures;
  const json = {
    stored,
    ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(Number(value))])),
    ratios: {
      toOneByOne: round(alertsPerSecond / oneByOnePerSecond),
      toAlertmanager: round(alertsPerSecond / alertmanagerPerSecond, 2),
    },
  };
  const table = renderTable([
    ['', 'measured', 'aim'],
    ['alerts a second', alertsPerSecond, '>= 2000'],
    ['  one a transaction', oneByOnePerSecond, null],
    ["  Alertmanager's own intake, in memory", alertmanagerPerSecond, null],
    ['acknowledging, slowest of the first 20, ms', figures.ackColdMs, null],
    ['acknowledging, p50 ms', figures.ackP50Ms, null],
    ['acknowledging, p99 ms', figures.ackP99Ms, '< 50'],
    ['start to first answer, ms', figures.firstAnswerMs, '<= 1000'],
    ['idle, MB (PSS)', figures.idleMb, '<= 120'],
  ]);
  return { table, json };
}
