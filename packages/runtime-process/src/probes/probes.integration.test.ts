import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@nines/kernel';
import { afterEach, expect, test } from 'vitest';
import type { ProbeInput, SlotView } from '../core/model.ts';
import { listPids } from '../proc/process-table.ts';
import { readFileSync } from 'node:fs';
import { ProbeScheduler } from './probe-scheduler.ts';
import { pauseAfter } from './probe-spacing.ts';
import { runProbe } from './run-probe.ts';

const servers: Server[] = [];
const never = new AbortController().signal;
const host = '127.0.0.1';

const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  timeoutSignal: (ms) => AbortSignal.timeout(ms),
};

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test.each([
  [200, { ok: true }],
  [302, { ok: true }],
  [503, { ok: false, answered: true, reason: '/readyz answered 503' }],
])('http: status %i', async (status, expected) => {
  const agents: (string | undefined)[] = [];
  const port = await listen(
    createHttpServer((request, response) => {
      agents.push(request.headers['user-agent']);
      response.writeHead(status).write('a body that never ends');
    }),
  );
  expect(await runProbe({ kind: 'http', host, port, path: '/readyz' }, 1_000, never)).toEqual(expected);
  expect(agents).toEqual(['nines-probe']);
});

test('a server that accepts and never answers is silent for http, fine for tcp', async () => {
  const port = await listen(createServer(() => undefined));
  const silent = { ok: false, answered: false, reason: 'no answer within 50 ms' };
  expect(await runProbe({ kind: 'http', host, port, path: '/' }, 50, never)).toEqual(silent);
  expect(await runProbe({ kind: 'tcp', host, port }, 5_000, never)).toEqual({ ok: true });
  expect(await runProbe({ kind: 'postgres', host, port, user: 'a', database: 'b' }, 50, never)).toEqual(silent);
});

test('an answer counts though we were late to hear it', async () => {
  const port = await listen(createHttpServer((_request, response) => response.end()));
  const asked = runProbe({ kind: 'http', host, port, path: '/' }, 50, never);
  for (let stall = 0; stall < 3; stall += 1) {
    const until = performance.now() + 100;
    while (performance.now() < until); // as if others had the CPU
    await new Promise(setImmediate);
  }
  expect(await asked).toEqual({ ok: true });
});

test('nobody listens', async () => {
  const server = createServer();
  const port = await listen(server);
  servers.pop();
  server.close();
  await once(server, 'close');
  expect(await runProbe({ kind: 'tcp', host, port }, 1_000, never)).toMatchObject({ ok: false, answered: false });
  expect(await runProbe({ kind: 'http', host, port, path: '/' }, 1_000, never)).toMatchObject({
    ok: false,
    answered: false,
  });
});

test('exec: exit codes, a command that is absent, and one that hangs with descendants', async () => {
  const run = (argv: string[], timeoutMs = 2_000) =>
    runProbe({ kind: 'exec', argv, cwd: '/', env: { PATH: '/usr/bin:/bin' } }, timeoutMs, never);
  expect(await run(['true'])).toEqual({ ok: true });
  expect(await run(['sh', '-c', 'exit 3'])).toEqual({ ok: false, answered: true, reason: 'exit code 3' });
  expect(await run(['no-such-command'])).toMatchObject({ ok: false, answered: true });
  const sleeps = `sleep ${100_000 + process.pid}`; // nobody else on the machine sleeps for so long
  expect(await run(['sh', '-c', `setsid ${sleeps} & ${sleeps}`], 100)).toMatchObject({ ok: false, answered: false });
  const left = listPids().filter((pid) => commandLine(pid).includes(sleeps));
  expect(left).toEqual([]);
});

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

test('pauses grow with the time that starting takes, and follow the period afterwards', () => {
  const moment = { passed: false, suspect: false, elapsedMs: 0, tookMs: 3, periodMs: 1_000, suspectPeriodMs: 500 };
  expect([0, 100, 1_000, 60_000].map((elapsedMs) => pauseAfter({ ...moment, elapsedMs }))).toEqual([10, 10, 80, 250]);
  expect(pauseAfter({ ...moment, passed: true })).toBe(997);
  expect(pauseAfter({ ...moment, passed: true, suspect: true })).toBe(497);
});

test('finds an instance ready soon after it is, asks a suspect at once, and stops when told', async () => {
  const inputs: ProbeInput[] = [];
  let ready = false;
  let asked = 0;
  const scheduler = new ProbeScheduler({
    clock,
    plan: () => ({
      request: { kind: 'tcp', host, port: 1 },
      rule: { periodMs: 10_000, timeoutMs: 100, failureThreshold: 3 },
    }),
    progress: () => ({ stopped: false, cpuMs: 1 }),
    report: (input) => inputs.push(input),
    ask: () => {
      asked += 1;
      return Promise.resolve(ready ? { ok: true } : { ok: false, answered: false, reason: 'not yet' });
    },
  });
  const view: SlotView = {
    slot: 'web-0',
    workload: 'web',
    index: 0,
    state: 'starting',
    incarnation: 1,
    revision: 'r',
    restarts: 0,
    crashesInRow: 0,
    startedAt: 0,
    retryAt: null,
    serving: false,
    probing: ['readiness'],
    suspect: false,
  };
  scheduler.update([view]);
  await expect.poll(() => asked, { interval: 2 }).toBeGreaterThan(3);
  expect(inputs).toEqual([]);
  ready = true;
  await expect.poll(() => inputs.length, { interval: 2 }).toBe(1);
  ready = false;
  scheduler.update([{ ...view, suspect: true }]);
  await expect.poll(() => inputs.length, { interval: 2 }).toBe(2);
  expect(inputs[1]).toMatchObject({ ok: false, answered: false, progress: { stopped: false, cpuMs: 1 } });
  scheduler.update([]);
  const before = asked;
  await sleep(30);
  expect(asked).toBe(before);
});
