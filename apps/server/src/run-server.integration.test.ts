import { rmSync, writeFileSync } from 'node:fs';
import { eventsDirectory } from '@nines/runtime-process';
import { systemClock } from '@nines/system-clock';
import { expect, it } from 'vitest';
import { runServer } from './server.ts';
import { FakeSupervisor } from './testing/fake-supervisor.ts';
import { freePorts } from '@nines/testkit/ports';
import { testCatalog } from './testing/test-catalog.ts';

it('does not live on by half when one of its parts fails', async () => {
  const supervisor = new FakeSupervisor(testCatalog());
  const { controlSocket, stateDirectory } = supervisor;
  await supervisor.start();
  // History that cannot be read: watching fails, everything else would go on.
  rmSync(eventsDirectory(stateDirectory), { recursive: true });
  writeFileSync(eventsDirectory(stateDirectory), '');
  const [port = 0, nobody = 0] = await freePorts(2);
  const databaseUrl = `postgres://nines@127.0.0.1:${nobody}/nines`;
  const setting = { port, stateDirectory, controlSocket, databaseUrl, clock: systemClock, log: () => undefined };
  await expect(runServer(setting, new AbortController().signal)).rejects.toThrow('ENOTDIR');
  await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow('fetch failed');
  await supervisor.remove();
});
