/** Real programs for integration tests, on ports of the system's choice, in a folder that goes away with them. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program and what it said. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Stops it with a signal and waits for its end. @defaultValue 'SIGTERM' */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program and waits until a URL answers with 200. */
export async function runUntilReady(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  readyUrl: string,
): Promise<RunningProgram> {
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = once(child, 'exit');
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  try {
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
      return (await fetch(readyUrl)).ok;
    });
  } catch (error) {
    await stop('SIGKILL');
    throw new Error(`${program} did not get ready: ${said}`, { cause: error });
  }
  return { child, stop };
}

/** Asks until the answer is true, every 50 ms; fails after the deadline with the last failure. */
export async function eventually(ask: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let failure: unknown;
    const answer = await ask().catch((error: unknown) => {
      failure = error;
      return false;
    });
    if (answer) return;
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms`, { cause: failure });
    await sleep(50);
  }
}

export async function temporaryDirectory(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'nines-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
