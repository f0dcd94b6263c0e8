/** Events as the server records them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { API_PATHS, recordedEventSchema } from '@nines/api';
import type { RecordedEvent } from '@nines/kernel';

/** The server gives a sign of life every 15 s; one that is silent for longer hangs, ms. */
const SILENCE_MS = 45_000;
const RETRY_MS = 1_000;

export interface RecordedEventsOptions {
  /** Where the server is now; undefined where nobody knows. It may have another address after a restart. */
  readonly serverUrl: () => Promise<string | undefined>;
  /** Place in the log. */
  readonly after: number;
  readonly signal: AbortSignal;
  /** Pause before a server that is away is asked again, ms. @defaultValue 1_000 */
  readonly retryMs?: number;
}

/** Goes on until `signal` aborts: each event after the place once, however often the server is away. */
export async function* recordedEvents(options: RecordedEventsOptions): AsyncGenerator<RecordedEvent, void, undefined> {
  const { serverUrl, signal, retryMs = RETRY_MS } = options;
  let { after } = options;
  while (!signal.aborted) {
    const url = await serverUrl();
    for await (const event of url === undefined ? [] : streamFrom(url, after, signal)) {
      after = event.sequence;
      yield event;
    }
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Ends when the stream does, for whatever reason. */
async function* streamFrom(url: string, after: number, signal: AbortSignal): AsyncGenerator<RecordedEvent> {
  const silent = new AbortController();
  const timer = setTimeout(() => {
    silent.abort();
  }, SILENCE_MS);
  const stop = AbortSignal.any([signal, silent.signal]);
  try {
    for await (const data of dataOf(new URL(API_PATHS.eventStream, url), after, stop, () => timer.refresh())) {
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
async function* dataOf(url: URL, after: number, signal: AbortSignal, onLife: () => void): AsyncGenerator<string> {
  const answer = await ask(url, after, signal);
  if (answer === undefined) return;
  const reader = answer.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let rest = ''; ;) {
      const { done, value } = await reader.read().catch(() => ({ done: true as const, value: undefined }));
      if (done) return;
      onLife();
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('data: ')) yield line.slice('data: '.length);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function ask(url: URL, after: number, signal: AbortSignal): Promise<NonNullable<Response['body']> | undefined> {
  try {
    const answer = await fetch(url, { signal, headers: { 'last-event-id': String(after) } });
    return answer.ok ? (answer.body ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
