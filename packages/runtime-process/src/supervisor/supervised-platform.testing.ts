/** A supervisor that a test can kill: a program of its own. Usage: node THIS STATE_DIRECTORY SEARCH_PATH */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@nines/kernel';
import { startControlServer } from '../control/control-server.ts';
import { openStateDirectory } from '../state-directory/open-state-directory.ts';
import { lockPlatform } from '../state-directory/platform-lock.ts';
import { controlSocketPath } from '../state-directory/socket-directory.ts';
import { createPlatform } from './create-platform.ts';

const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => Number(process.hrtime.bigint() / 1_000n) / 1_000,
  sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
  timeoutSignal: (ms) => AbortSignal.timeout(ms),
};

const [stateDirectory = '', searchPath = ''] = process.argv.slice(2);
const uid = process.getuid?.() ?? 0;
const { root } = openStateDirectory(stateDirectory, uid);
const lock = await lockPlatform(root, `pid ${process.pid}`);
const { platform, close } = createPlatform({
  clock,
  stateDirectory: root,
  uid,
  baseEnvironment: { PATH: searchPath },
  traffic: () => ({
    update: () => undefined,
    drained: () => Promise.resolve(),
    setPlan: () => undefined,
    problems: () => [],
    stop: () => undefined,
  }),
  workloads: ({ workloads }) => Promise.resolve(workloads),
  preflight: () => Promise.resolve(),
  guardPid: () => null,
  log: (message, facts) => process.stderr.write(`${JSON.stringify({ message, ...facts })}\n`),
});
const server = await startControlServer({
  socketPath: controlSocketPath(root, uid),
  target: platform,
  onUnexpectedError: (error) => process.stderr.write(`${String(error)}\n`),
});
await platform.restore();
await platform.stopped;
server.close();
await close();
await lock.release();
process.exit(0);
