import { closeSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsDirectory } from '@nines/runtime-process/client';
import { systemClock } from '@nines/system-clock';
import { freePorts } from '@nines/testkit/ports';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runServer } from './server.ts';
import { FakeSupervisor } from './testing/fake-supervisor.ts';
import { startServer, until } from './testing/running-server.ts';
import type { ServerEnvironment } from './testing/running-server.ts';
import { testCatalog } from './testing/test-catalog.ts';

let supervisor: FakeSupervisor;
let environment: ServerEnvironment;

beforeEach(async () => {
  supervisor = new FakeSupervisor(testCatalog());
  await supervisor.start();
  const { controlSocket, stateDirectory } = supervisor;
  const [port = 0, nobody = 0] = await freePorts(2);
  environment = { port, stateDirectory, controlSocket, databaseUrl: `postgres://nines@127.0.0.1:${nobody}/nines` };
});

afterEach(async () => {
  await supervisor.remove();
});

it('serves on where the disk of its log is full', async () => {
  const full = openSync('/dev/full', 'w');
  const server = startServer(environment, full);
  closeSync(full);
  try {
    await until(async () => (await fetch(`http://127.0.0.1:${environment.port}/livez`)).ok);
  } finally {
    await server.end('SIGTERM');
  }
  expect(server.child.exitCode).toBe(0);
});

it('leaves compiled code to the next start while it runs, for whoever is killed leaves nothing at its end', async () => {
  const compileCache = join(environment.stateDirectory, 'cache');
  const server = startServer({ ...environment, compileCache });
  const compiled = (): number => readdirSync(compileCache, { recursive: true }).length;
  try {
    await until(() => compiled() > 100, 25_000);
  } finally {
    await server.end('SIGKILL');
  }
});

it('does not live on by half when one of its parts fails', async () => {
  // History that cannot be read: watching fails, everything else would go on.
  rmSync(eventsDirectory(environment.stateDirectory), { recursive: true });
  writeFileSync(eventsDirectory(environment.stateDirectory), '');
  const setting = { ...environment, clock: systemClock, log: () => undefined };
  await expect(runServer(setting, new AbortController().signal)).rejects.toThrow('ENOTDIR');
  await expect(fetch(`http://127.0.0.1:${environment.port}/livez`)).rejects.toThrow('fetch failed');
});
