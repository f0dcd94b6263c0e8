/** Events as the server records them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { API_PATHS, recordedEventSchema } from '@nines/api';
import type { RecordedEvent } from '@nines/kernel';
import { openAnswer } from './server-client.ts';

/** The server gives a sign of life every 15 s; one that is silent for longer hangs, ms. */
const SILENCE_MS = 45_000;
const RETRY_MS = 1_000;

export interface RecordedEventsOptions {
  /** Path of the Unix socket that the server answers on. */
  readonly socket: string;
  /** Place in the log. */
  readonly after: number;
  readonly signal: AbortSignal;
  /** Pause before a server that is away is asked again, ms. @defaultValue 1_000 */
  readonly retryMs?: number;
}

/** Goes on until `signal` aborts: each event after the place once, however often the server is away. */
export async function* recordedEvents(options: RecordedEventsOptions): AsyncGenerator<RecordedEvent, void, undefined> {
  const { socket, signal, retryMs = RETRY_MS } = options;
  let { after } = options;
  while (!signal.aborted) {
    for await (const event of streamFrom(socket, after, signal)) {
      after = event.sequence;
      yield event;
    }
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Ends when the stream does, for whatever reason. */
async function* streamFrom(socket: string, after: number, signal: AbortSignal): AsyncGenerator<RecordedEvent> {
  const silent = new AbortController();
  const timer = setTimeout(() => {
    silent.abort();
  }, SILENCE_MS);
  const stop = AbortSignal.any([signal, silent.signal]);
  try {
    for await (const data of dataOf(socket, after, stop, () => timer.refresh())) {
      yield recordedEventSchema.parse(JSON.parse(data));
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Data of each event of a stream, which the server writes in one line. What is cut off in the middle is left out.
 *
 * @see WHATWG HTML, "Server-sent events"
 */
async function* dataOf(
  socket: string,
  after: number,
  signal: AbortSignal,
  onLife: () => void,
): AsyncGenerator<string, void, undefined> {
  const headers = { 'last-event-id': String(after) };
  const answer = await openAnswer(socket, API_PATHS.eventStream, { headers, signal }).catch(() => undefined);
  try {
    if (answer?.statusCode !== 200) return;
    let rest = '';
    for await (const text of answer.setEncoding('utf8') as AsyncIterable<string>) {
      onLife();
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('data: ')) yield line.slice('data: '.length);
    }
  } catch {
    // Broken off.
  } finally {
    answer?.destroy();
  }
}
