/** A server as a process of its own, with a supervisor to play with, a real database and a real Alertmanager. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { alertmanagerArguments, MONITORING_FILES, prometheusArguments } from '@nines/render/commands';
import { monitoringDirectory } from '@nines/runtime-process/client';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const DEADLINE_MS = 15_000;

/** Ends what `start` began; a second time it does nothing. */
export interface RunningProcess {
  readonly child: ChildProcess;
  end(signal: NodeJS.Signals): Promise<void>;
}

export interface ServerEnvironment {
  readonly port: number;
  readonly stateDirectory: string;
  readonly controlSocket: string;
  readonly databaseUrl: string;
  /** Where compiled code is kept; undefined: where Node puts it. */
  readonly compileCache?: string;
}

/** As the supervisor starts it. @see apps/supervisor/src/system/control-plane.ts */
const HEAP = ['--max-semi-space-size=8', '--heap-growing-percent=150'];
const THRIFTY = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' } as const;

/** Starts the server; it may not be ready yet. @param log file descriptor that its log goes to */
export function startServer(environment: ServerEnvironment, log?: number): RunningProcess {
  const { port, stateDirectory, controlSocket, databaseUrl, compileCache } = environment;
  const variables = {
    PORT: String(port),
    NINES_STATE_DIRECTORY: stateDirectory,
    NINES_CONTROL_SOCKET: controlSocket,
    DATABASE_URL: databaseUrl,
    ...THRIFTY,
    ...(compileCache !== undefined && { NODE_COMPILE_CACHE: compileCache }),
  };
  return run(process.execPath, [...HEAP, MAIN], variables, log);
}

/** Starts Alertmanager on what the server wrote, and waits until it is ready. */
export async function startAlertmanager(
  program: string,
  port: number,
  stateDirectory: string,
): Promise<RunningProcess> {
  const directory = monitoringDirectory(stateDirectory);
  const configurationFile = join(directory, MONITORING_FILES.alertmanagerConfiguration);
  const dataDirectory = join(directory, MONITORING_FILES.alertmanagerData);
  const running = run(program, alertmanagerArguments({ port, configurationFile, dataDirectory }), {});
  await until(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok);
  return running;
}

/** Starts Prometheus, without anything to scrape, on what is in the directory, and waits until it is ready. */
export async function startPrometheus(program: string, port: number, dataDirectory: string): Promise<RunningProcess> {
  const configurationFile = join(dataDirectory, 'prometheus.yml');
  writeFileSync(configurationFile, '{}');
  const retention = { timeMs: 15 * 86_400_000, sizeBytes: 2 ** 30 };
  const running = run(program, prometheusArguments({ port, configurationFile, dataDirectory, retention }), {});
  await until(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok);
  return running;
}

/** Waits until `check` is true; what it throws counts as not yet. */
export async function until(check: () => Promise<boolean> | boolean, deadlineMs = DEADLINE_MS): Promise<void> {
  const end = performance.now() + deadlineMs;
  let last: unknown;
  while (performance.now() < end) {
    try {
      if (await check()) return;
      last = 'not true';
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not within ${deadlineMs} ms`, { cause: last });
}

/** What a webhook was told, and when. */
export interface Told {
  readonly atMs: number;
  readonly status: string;
  readonly alertname: string;
  readonly service: string;
}

/** A receiver of everything that Alertmanager tells. */
export async function startReceiver(): Promise<{ url: string; told: Told[]; close: () => void }> {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      response.end();
      const { alerts } = JSON.parse(text) as { alerts: { status: string; labels: Record<string, string> }[] };
      for (const { status, labels } of alerts) {
        const { alertname = '', service = '' } = labels;
        told.push({ atMs: performance.now(), status, alertname, service });
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, told, close: () => server.close().closeAllConnections() };
}

function run(
  program: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  log: number | 'ignore' = 'ignore',
): RunningProcess {
  const child = spawn(program, [...argv], { stdio: ['ignore', log, 'ignore'], env });
  const ended = once(child, 'exit');
  return {
    child,
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}
