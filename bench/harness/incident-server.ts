/** A server process with a database of its own that has taken in a million alerts, each on a core of its own. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { MONITORING_FILES } from '@nines/render/commands';
import { monitoringDirectory } from '@nines/runtime-process';
import { freePort } from '@nines/testkit/ports';
import { startTestPostgres } from '@nines/testkit/postgres';
import { FakeSupervisor } from '../../apps/server/src/testing/fake-supervisor.ts';
import { startServer, until } from '../../apps/server/src/testing/running-server.ts';
import type { ServerEnvironment } from '../../apps/server/src/testing/running-server.ts';
import { parsedCatalog } from '../../apps/server/src/testing/test-catalog.ts';
import { fillPast } from './incident-past.ts';

export interface IncidentServer {
  readonly port: number;
  readonly pid: number;
  /** Where commands of this machine are answered. */
  readonly socketPath: string;
  /** Of Alertmanager's messages. */
  readonly token: string;
  /** From the start of the process to its first answer. */
  readonly firstAnswerMs: number;
  end(): Promise<void>;
}

export interface IncidentServerOptions {
  /** Alerts in the database, all over. */
  readonly stored: number;
  /** Names, none of which depends on another. */
  readonly services: readonly string[];
  readonly signal: AbortSignal;
}

const TOKEN = 'token-of-the-webhook';
const FIRST_ANSWER_WITHIN_MS = 60_000;
const [SERVER_CORE, DATABASE_CORE] = ['0', '1'];

export async function startIncidentServer({
  stored,
  services,
  signal,
}: IncidentServerOptions): Promise<IncidentServer> {
  const database = await startTestPostgres({ isDurable: true });
  pin(database.pid(), DATABASE_CORE);
  await fillPast(database.url, stored, signal);
  const receiver = createServer((request, response) => void request.resume().on('end', () => response.end()));
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  const supervisor = new FakeSupervisor(catalogOf(services, (receiver.address() as AddressInfo).port));
  const port = await freePort();
  supervisor.ports = { 'nines-server': port };
  const { stateDirectory, controlSocket, serverSocket: socketPath } = supervisor;
  const tokenFile = join(monitoringDirectory(stateDirectory), MONITORING_FILES.webhookToken);
  mkdirSync(dirname(tokenFile), { recursive: true, mode: 0o700 });
  writeFileSync(tokenFile, TOKEN, { mode: 0o600 });
  await supervisor.start();
  const compileCache = join(stateDirectory, 'cache');
  const environment = { port, stateDirectory, controlSocket, databaseUrl: database.url, compileCache };
  await startOnce(environment);
  const startedMs = performance.now();
  const server = startServer(environment);
  const pid = server.child.pid ?? 0;
  pin(pid, SERVER_CORE);
  const end = async (): Promise<void> => {
    await server.end('SIGTERM');
    await supervisor.remove();
    await database.remove();
    receiver.close().closeAllConnections();
  };
  try {
    await until(async () => (await fetch(`http://127.0.0.1:${port}/livez`)).ok, FIRST_ANSWER_WITHIN_MS);
  } catch (error) {
    await end();
    throw error;
  }
  const firstAnswerMs = performance.now() - startedMs;
  return { port, pid, socketPath, token: TOKEN, firstAnswerMs, end };
}

/** What a server compiles is kept when it ends: the first start of a version has nothing of it. */
async function startOnce(environment: ServerEnvironment): Promise<void> {
  const server = startServer(environment);
  try {
    await until(async () => (await fetch(`http://127.0.0.1:${environment.port}/readyz`)).ok, FIRST_ANSWER_WITHIN_MS);
  } finally {
    await server.end('SIGTERM');
  }
}

/** Where there is one core only, both share it. */
function pin(pid: number | undefined, core: string): void {
  try {
    execFileSync('taskset', ['-a', '-p', '-c', core, String(pid)], { stdio: 'ignore' });
  } catch {
    // no such core, or no such program
  }
}

function catalogOf(services: readonly string[], receiver: number) {
  return parsedCatalog({
    apiVersion: 'nines.dev/v1',
    kind: 'Platform',
    metadata: { name: 'shop' },
    services: Object.fromEntries(
      services.map((name, index) => [name, { run: { command: 'true' }, port: 21_000 + index, owner: 'team-web' }]),
    ),
    notify: { webhooks: [{ name: 'archive', url: `http://127.0.0.1:${receiver}/`, receives: 'incidents' }] },
  });
}
