import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NinesError } from '@nines/kernel';
import type { NinesEvent } from '@nines/kernel';
import { ProcessRuntime } from './control-client.ts';
import type { ProcessRuntimeOptions } from './control-client.ts';
import type { ControlTarget } from './control-server.ts';
import { startControlServer } from './control-server.ts';

/** How long nothing is heard of one that says nothing. */
const SILENCE_MS = 100;
/** In which even a busy machine answers. */
const ANSWER_MS = 1_000;

let directory: string;
let server: Server | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nines-control-'));
});

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(directory, { recursive: true });
});

function client(options: Partial<ProcessRuntimeOptions> = {}): ProcessRuntime {
  return new ProcessRuntime({
    socketPath: () => join(directory, 'control.sock'),
    signal: new AbortController().signal,
    ...options,
  });
}

async function serve(target: Partial<ControlTarget>): Promise<Server> {
  const unexpected = (error: unknown): never => {
    throw error;
  };
  server = await startControlServer({
    socketPath: join(directory, 'control.sock'),
    target: target as ControlTarget,
    onUnexpectedError: unexpected,
  });
  return server;
}

/** Accepts, and says nothing, as a supervisor does that was stopped by SIGSTOP. */
async function serveNothing(): Promise<void> {
  server = createServer(() => undefined);
  server.listen(join(directory, 'control.sock'));
  await once(server, 'listening');
}

function event(sequence: number): NinesEvent {
  const time = '2026-01-01T00:00:00.000Z';
  return { id: `boot:${sequence}`, source: 'supervisor', time, type: 'service.ready', subject: 'web', data: {} };
}

/** One event, then silence until the reader goes. */
async function* oneEvent(_since: string | undefined, signal: AbortSignal): AsyncGenerator<NinesEvent> {
  yield event(1);
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve);
  });
}

test('a stream may be silent for longer than an answer', async () => {
  await serve({ observe: oneEvent });
  const stop = new AbortController();
  const events = client({ answerTimeoutMs: ANSWER_MS }).observe(undefined, stop.signal);
  await expect(events.next()).resolves.toEqual({ done: false, value: event(1) });
  const next = events.next();
  setTimeout(() => {
    stop.abort(new Error('enough'));
  }, 2 * ANSWER_MS);
  await expect(next).rejects.toThrow('enough');
});

test('a stream that breaks off means that the platform does not run', async () => {
  const broken = await serve({ observe: oneEvent });
  const events = client().observe(undefined, new AbortController().signal);
  await events.next();
  const next = events.next();
  broken.closeAllConnections();
  await expect(next).rejects.toMatchObject({ code: 'RUNTIME_NOT_RUNNING' });
});

test('so does a socket that is not there, and one that nobody listens at', async () => {
  await expect(client().report()).rejects.toMatchObject({ code: 'RUNTIME_NOT_RUNNING' });
});

test.for([
  ['an answer', (runtime: ProcessRuntime) => runtime.report()],
  [
    'the begin of a stream',
    (runtime: ProcessRuntime) => runtime.observe(undefined, new AbortController().signal).next(),
  ],
] as const)('%s is not waited for without end', async ([, call]) => {
  await serveNothing();
  await expect(call(client({ answerTimeoutMs: SILENCE_MS }))).rejects.toMatchObject({ code: 'CONTROL_TIMED_OUT' });
});

test('apply may take longer, and not without end either', async () => {
  await serveNothing();
  const began = performance.now();
  const runtime = client({ answerTimeoutMs: 1, applyTimeoutMs: SILENCE_MS });
  await expect(runtime.apply({} as Parameters<typeof runtime.apply>[0])).rejects.toMatchObject({
    code: 'CONTROL_TIMED_OUT',
  });
  expect(performance.now() - began).toBeGreaterThan(SILENCE_MS - 5);
});

test('whoever cancels a call is told his own reason', async () => {
  await serveNothing();
  const stop = new AbortController();
  const runtime = client({ signal: stop.signal, answerTimeoutMs: 10_000 });
  const answers = [runtime.report(), runtime.observe(undefined, new AbortController().signal).next()];
  stop.abort(new Error('Ctrl-C'));
  for (const answer of answers) await expect(answer).rejects.toThrow('Ctrl-C');
  await expect(runtime.shutdown()).rejects.toThrow('Ctrl-C');
});

test('a place that is not to be trusted is not connected to', async () => {
  await serve({ report: () => Promise.reject(new Error('must not be asked')) });
  const foreign = new NinesError('STATE_SOCKET_DIRECTORY', 'not ours');
  const socketPath = (): string => {
    throw foreign;
  };
  await expect(client({ socketPath }).report()).rejects.toBe(foreign);
});

test('a refusal keeps its code', async () => {
  await serve({ restart: () => Promise.reject(new NinesError('RUNTIME_UNKNOWN_SERVICE', 'no "wbe"')) });
  await expect(client().restart('wbe')).rejects.toMatchObject({ code: 'RUNTIME_UNKNOWN_SERVICE', message: 'no "wbe"' });
});
