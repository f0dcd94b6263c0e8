/** Entry point of the worker thread: one document in, one outcome out. */
import { parentPort, workerData } from 'node:worker_threads';

import { readDocument } from './read-document.ts';

if (workerData instanceof Uint8Array) parentPort?.postMessage(await readDocument(workerData));
