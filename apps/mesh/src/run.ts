/** Parse, construct, run, shut down. */
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import { messageOf, NinesError } from '@nines/kernel';
import {
  followLoadKey,
  Mesh,
  prepareHandover,
  SnapshotFile,
  startAdminServer,
  startControlServer,
  takeOverFromSibling,
} from '@nines/mesh';
import { type Configuration, parseConfiguration } from './configuration.ts';
import { createLog, type Log } from './log.ts';
import { systemClock } from '@nines/system-clock';

/** What is under way at SIGTERM gets this long. */
const DRAIN_MS = 10_000;

/** Runs until SIGTERM or SIGINT. Resolves to the exit code: 0 after a shutdown, 1 failed, 2 invalid configuration. */
export async function run(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  process.stdout.on('error', () => undefined); // a full disk costs lines, not the mesh
  const log = createLog((line) => process.stdout.write(line));
  try {
    await serve(parseConfiguration(argv, environment), log);
    return 0;
  } catch (error) {
    log('error', 'The mesh stopped', errorFields(error));
    return error instanceof NinesError && error.code === 'MESH_BAD_CONFIGURATION' ? 2 : 1;
  }
}

async function serve({ controlPath, stateDirectory, adminPort, loadKeyFile }: Configuration, log: Log): Promise<void> {
  const stopped = stopSignal();
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  const file = new SnapshotFile(stateDirectory);
  const mesh = new Mesh({ clock: systemClock, random: Math.random, takeOver: takeOverFromSibling(controlPath) });
  if (loadKeyFile !== undefined) believeMarks(mesh, loadKeyFile, stopped, log);
  const isReady = (): boolean => mesh.isServing;
  const admin = await startAdminServer({ port: adminPort, mesh, clock: systemClock, isReady });
  await restore(mesh, file, log);
  const onError = (error: unknown): void => {
    log('error', 'A control request failed', errorFields(error));
  };
  const control = await startControlServer({ socketPath: controlPath, mesh, file, onError });
  log('info', 'Serving', { controlPath, adminPort, version: mesh.status().version });
  void prepareHandover().catch((error: unknown) => {
    log(
      'error',
      'No other mesh can take over from this one; "nines down" and "nines up" replace it',
      errorFields(error),
    );
  });
  await aborted(stopped);
  log('info', 'Draining', { deadlineMs: DRAIN_MS });
  await mesh.close(AbortSignal.timeout(DRAIN_MS));
  await Promise.all([closeServer(control), closeServer(admin)]);
  log('info', 'Stopped');
}

/** Until `signal` aborts, marks of declared load are believed by the key in the file, whenever that comes or changes. */
function believeMarks(mesh: Mesh, path: string, signal: AbortSignal, log: Log): void {
  void followLoadKey({
    ...{ path, signal, clock: systemClock },
    onKey: (key) => {
      mesh.useLoadKey(key);
    },
    onError: (error) => {
      log('warn', 'Declared load is counted as users, for its key cannot be read', errorFields(error));
    },
  });
}

async function restore(mesh: Mesh, file: SnapshotFile, log: Log): Promise<void> {
  const { snapshot, error } = await file.load();
  if (error !== undefined) log('error', 'The saved snapshot is not usable', errorFields(error));
  if (snapshot === undefined) return;
  const { version, listeners } = await mesh.apply(snapshot);
  log('info', 'Restored the saved snapshot', { version });
  for (const listener of listeners) {
    if (listener.error !== undefined) log('warn', 'A listener is not open', { ...listener });
  }
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      controller.abort();
    });
  }
  return controller.signal;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function errorFields(error: unknown): Record<string, unknown> {
  const message = messageOf(error);
  return error instanceof NinesError ? { code: error.code, error: message, ...error.details } : { error: message };
}
