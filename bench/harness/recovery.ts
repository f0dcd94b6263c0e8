/** How long a server is away after its process was killed, seen from its own port. */
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Pause between two looks, ms. */
const POLL_MS = 3;
const ANSWER_TIMEOUT_MS = 1_000;

/** The process id that the server of `bench/fixtures/server` answers with; undefined where nothing answers. */
async function servedBy(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, agent: false, timeout: ANSWER_TIMEOUT_MS }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      // What answers in its place, a proxy above all, answers with another status.
      response.on('end', () => resolve(response.statusCode === 200 ? Number(text) : undefined));
      response.on('error', () => resolve(undefined));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

/** Waits until something serves that is not `previous`. @throws Error after `timeoutMs` */
export async function waitUntilServed(
  port: number,
  signal: AbortSignal,
  { previous, timeoutMs = 30_000 }: { readonly previous?: number; readonly timeoutMs?: number } = {},
): Promise<number> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const began = performance.now();
    const pid = await servedBy(port);
    if (pid !== undefined && pid !== previous) return pid;
    if (began > deadline) throw new Error(`Nothing served on port ${port} within ${timeoutMs} ms`);
    await sleep(Math.max(0, POLL_MS - (performance.now() - began)), undefined, { signal });
  }
}

/** Kills what serves on `port` with SIGKILL. @returns ms until another process answers there */
export async function measureRecovery(port: number, signal: AbortSignal): Promise<number> {
  const previous = await waitUntilServed(port, signal);
  const killedAt = performance.now();
  process.kill(previous, 'SIGKILL');
  await waitUntilServed(port, signal, { previous });
  return performance.now() - killedAt;
}

/** Waits until a URL answers with a success. @throws Error after `timeoutMs` */
export async function waitUntilAnswered(url: string, signal: AbortSignal, timeoutMs = 30_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const answer = await fetch(url, { signal }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok === true) return;
    await sleep(50, undefined, { signal });
  }
  throw new Error(`${url} did not answer within ${timeoutMs} ms`);
}
