/**
 * Reads documents in a worker thread of their own, one document a thread, so that a hostile one can take neither the
 * event loop nor the memory of the service: it is ended at a time limit and at a heap limit, and takes nobody with it.
 */
import { Worker } from 'node:worker_threads';

import { LIMITS } from './limits.ts';
import type { ExtractionOutcome } from './outcome.ts';

/** Reads one document. Rejects with `signal.reason` when cancelled. */
export type Extractor = (bytes: Uint8Array, signal: AbortSignal) => Promise<ExtractionOutcome>;

/** Options of `createExtractor`. */
export interface ExtractorOptions {
  /** Threads at once; further documents wait. @defaultValue 1 */
  readonly concurrency?: number;
  /** Wall-clock limit for one document, ms. @defaultValue 10_000 */
  readonly timeoutMs?: number;
  /** Entry of the thread. @defaultValue the real one; tests give hostile ones */
  readonly workerUrl?: URL;
}

/** Makes an extractor; nothing is loaded before the first document. */
export function createExtractor(options: ExtractorOptions = {}): Extractor {
  const { concurrency = 1, timeoutMs = LIMITS.timeMs } = options;
  const workerUrl = options.workerUrl ?? new URL('./extraction-worker.ts', import.meta.url);
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (bytes, signal) => {
    while (running >= concurrency) await turn(waiting, signal);
    signal.throwIfAborted();
    running += 1;
    try {
      return await runWorker(workerUrl, bytes, AbortSignal.timeout(timeoutMs), signal);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}

/** Resolves when a thread has ended. */
function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = (): void => {
      signal.removeEventListener('abort', abort);
      resolve();
    };
    const abort = (): void => {
      waiting.splice(waiting.indexOf(go), 1);
      reject(signal.reason as Error);
    };
    waiting.push(go);
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** Out of memory, out of time, out of stack, or a bug in a parser: to the owner of the document it is all one. */
async function runWorker(
  url: URL,
  bytes: Uint8Array,
  deadline: AbortSignal,
  signal: AbortSignal,
): Promise<ExtractionOutcome> {
  const worker = new Worker(url, {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.heapMegabytes, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    stdout: true,
    stderr: true,
  });
  const stop = AbortSignal.any([deadline, signal]);
  try {
    return await new Promise<ExtractionOutcome>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', () => resolve({ failure: 'too-complex' }));
      worker.once('exit', () => resolve({ failure: 'too-complex' }));
      stop.addEventListener(
        'abort',
        () => (signal.aborted ? reject(signal.reason as Error) : resolve({ failure: 'too-complex' })),
        { once: true },
      );
    });
  } finally {
    await worker.terminate();
  }
}
