/**
 * A real server that is killed again and again between taking in an alert and delivering what it came to, with a real
 * database, receivers that keep to every limit of theirs, and a sender that behaves as Alertmanager does.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutboxMessage } from '@nines/kernel';
import { MONITORING_FILES } from '@nines/render/commands';
import { monitoringDirectory, secretFile } from '@nines/runtime-process/client';
import { openStore } from '@nines/store';
import { systemClock } from '@nines/system-clock';
import { FakeSlack } from '@nines/testkit/fake-slack';
import { FakeSmtp } from '@nines/testkit/fake-smtp';
import { FakeTelegram } from '@nines/testkit/fake-telegram';
import { FakeWebhook } from '@nines/testkit/fake-webhook';
import { freePort } from '@nines/testkit/ports';
import { startTestPostgres } from '@nines/testkit/postgres';
import { FakeSupervisor } from './fake-supervisor.ts';
import { startServer, until } from './running-server.ts';
import type { RunningProcess } from './running-server.ts';
import { parsedCatalog } from './test-catalog.ts';
import { talliesOf } from './told-tallies.ts';
import type { Receivers, Tallies } from './told-tallies.ts';

export interface KillRunOptions {
  readonly kills: number;
  /** 0 to 1: decides about the moments. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly onKill?: (count: number) => void;
  /** File descriptor that the log of the servers goes to. */
  readonly log?: number;
}

export interface KillRunOutcome extends Tallies {
  readonly kills: number;
  readonly incidents: number;
  /** Messages that were decided about, those that a later one made needless left out. */
  readonly decided: number;
}

const TOKEN = 'token-of-the-webhook';
const HOOK_KEY = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
/** An outage is told of within this time, mostly: kills fall before, amid and after it. */
const LATEST_KILL_MS = 600;
const RETRY_MS = 50;
/** With nothing compiled yet, on a busy machine. */
const FIRST_START_MS = 60_000;
/** Who was killed forgets how much it sent: Telegram asks for a minute's patience, and then for another. */
const DELIVERED_WITHIN_MS = 300_000;

/** Kills so many times, waits until everything is delivered, and counts. */
export async function runKills(options: KillRunOptions): Promise<KillRunOutcome> {
  const receivers: Receivers = {
    slack: await new FakeSlack().start(),
    telegram: await new FakeTelegram().start(),
    smtp: await new FakeSmtp().start(),
    webhook: await new FakeWebhook({ secret: HOOK_KEY }).start(),
  };
  const supervisor = new FakeSupervisor(catalogOf(receivers, options.kills));
  const database = await startTestPostgres();
  const port = await freePort();
  const { stateDirectory, controlSocket } = supervisor;
  const compileCache = join(stateDirectory, 'cache');
  const start = (): RunningProcess =>
    startServer({ port, stateDirectory, controlSocket, databaseUrl: database.url, compileCache }, options.log);
  let server: RunningProcess | undefined;
  try {
    supervisor.ports = { 'nines-server': port };
    keepSecrets(stateDirectory, receivers);
    await supervisor.start();
    server = start();
    await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, FIRST_START_MS);
    await server.end('SIGTERM'); // who ends in order leaves compiled code, with which later starts are short
    server = start();
    for (let count = 1; count <= options.kills; count += 1) {
      const running: RunningProcess = server;
      await outage(`service-${count}`, port, options, async () => {
        await running.end('SIGKILL');
        server = start();
      });
      options.onKill?.(count);
    }
    const messages = await deliveredMessages(database.url, server, options);
    const decided = messages.filter(({ state }) => state !== 'superseded').length;
    const incidents = new Set(messages.map(({ incident }) => incident)).size;
    return { kills: options.kills, incidents, decided, ...talliesOf(messages, receivers) };
  } finally {
    await server?.end('SIGKILL');
    await supervisor.remove();
    await database.remove();
    const { slack, telegram, smtp, webhook } = receivers;
    await Promise.all([slack.stop(), telegram.stop(), smtp.stop(), webhook.stop()]);
  }
}

/** An alert fires and ends; the server is killed at some moment after the one or after the other. */
async function outage(
  service: string,
  port: number,
  { random, signal }: KillRunOptions,
  kill: () => Promise<void>,
): Promise<void> {
  const startsAt = new Date().toISOString();
  const isKilledAtEnd = random() < 0.5;
  const wait = (): Promise<void> => systemClock.sleep(random() * LATEST_KILL_MS, signal);
  const firing = send(port, messageOf(service, startsAt, null), signal);
  if (!isKilledAtEnd) await wait().then(kill);
  await firing;
  const resolved = send(port, messageOf(service, startsAt, new Date().toISOString()), signal);
  if (isKilledAtEnd) await wait().then(kill);
  await resolved;
}

/** Until it is taken: what fails, or is answered with 5xx, is sent again. @throws Error for 4xx, which loses it */
async function send(port: number, message: object, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/alertmanager`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(message),
      signal,
    }).catch(() => undefined);
    if (answer?.ok === true) return;
    if (answer !== undefined && answer.status < 500) throw new Error(`${answer.status}: ${await answer.text()}`);
    await systemClock.sleep(RETRY_MS, signal);
  }
}

/** @see Alertmanager documentation, "webhook_config", version 4 */
function messageOf(service: string, startsAt: string, endsAt: string | null): object {
  const labels = { alertname: 'ServiceDown', service, severity: 'critical' };
  const status = endsAt === null ? 'firing' : 'resolved';
  const annotations = { summary: `${service} has no ready instance` };
  const alert = { status, labels, annotations, startsAt, endsAt: endsAt ?? '0001-01-01T00:00:00Z' };
  return {
    version: '4',
    groupKey: `{}:{service="${service}"}`,
    truncatedAlerts: 0,
    status,
    receiver: 'nines',
    groupLabels: { service },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: 'http://127.0.0.1:9093',
    alerts: [{ ...alert, generatorURL: '', fingerprint: Buffer.from(service).toString('hex') }],
  };
}

function catalogOf({ slack, telegram, smtp, webhook }: Receivers, services: number) {
  const names = Array.from({ length: services }, (_, index) => `service-${index + 1}`);
  return parsedCatalog({
    apiVersion: 'nines.dev/v1',
    kind: 'Platform',
    metadata: { name: 'shop' },
    secrets: { SLACK: { file: 'slack' }, TELEGRAM: { file: 'telegram' }, HOOK: { file: 'hook' } },
    services: Object.fromEntries(
      names.map((name, index) => [name, { run: { command: 'true' }, port: 21_000 + index, owner: 'team-web' }]),
    ),
    notify: {
      slack: { channel: '#sre', token: { secret: 'SLACK' }, api: slack.api },
      telegram: { chat: 7, token: { secret: 'TELEGRAM' }, api: telegram.api },
      email: {
        to: ['sre@example.com'],
        from: 'nines@example.com',
        smarthost: `${smtp.host}:${smtp.port}`,
        requireTls: false,
      },
      webhooks: [{ name: 'archive', url: `${webhook.url}/`, receives: 'incidents', secret: { secret: 'HOOK' } }],
    },
  });
}

function keepSecrets(stateDirectory: string, { telegram }: Receivers): void {
  const webhookToken = join(monitoringDirectory(stateDirectory), MONITORING_FILES.webhookToken);
  const values = {
    [secretFile(stateDirectory, 'SLACK')]: 'xoxb-test',
    [secretFile(stateDirectory, 'TELEGRAM')]: telegram.token,
    [secretFile(stateDirectory, 'HOOK')]: HOOK_KEY,
    [webhookToken]: TOKEN,
  };
  for (const [file, value] of Object.entries(values)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, value, { mode: 0o600 });
  }
}

/** All of the outbox, as soon as nothing of it waits any more. */
async function deliveredMessages(
  url: string,
  server: RunningProcess,
  { kills, signal }: KillRunOptions,
): Promise<readonly OutboxMessage[]> {
  const store = await openStore({ url, clock: systemClock, signal });
  try {
    const incidents = store.incidentsOf('shop');
    let messages: readonly OutboxMessage[] = [];
    await until(async () => {
      const all = await incidents.incidents({ limit: 2 * kills });
      const lists = await Promise.all(all.map(({ number }) => incidents.messagesOf(number)));
      messages = lists.flat();
      const waiting = messages.filter(({ state }) => state === 'pending' || state === 'sending');
      const open = all.filter(({ status }) => status !== 'resolved').map(({ number }) => number);
      if (waiting.length === 0 && open.length === 0) return true;
      const rows = waiting.map(({ id, channel, incident, state, attempts, dueAt, failure, bundle }) =>
        [id, channel, incident, state, attempts, dueAt, failure, bundle].join(' '),
      );
      const { exitCode, signalCode } = server.child;
      throw new Error(
        `incidents ${open.join()} open; ${rows.join(', ')} wait; server ${exitCode ?? signalCode ?? 'runs'}`,
      );
    }, DELIVERED_WITHIN_MS);
    return messages;
  } finally {
    await store.close();
  }
}
