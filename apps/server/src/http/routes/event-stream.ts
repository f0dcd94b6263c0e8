/** Events as they are recorded. @see WHATWG HTML, "Server-sent events" */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Clock, EventFilter, EventLog, RecordedEvent } from '@nines/kernel';
import { pause } from '../../patience.ts';

type IsVisible = (event: RecordedEvent) => boolean;

export interface EventStreamOptions {
  readonly log: Pick<EventLog, 'follow'>;
  readonly after: number;
  readonly filter: EventFilter;
  /** Whether the reader may see it. */
  readonly isVisible: IsVisible;
  /** What the reader may see by now, asked with each sign of life; rejects where that is nothing. */
  readonly lookAgain: () => Promise<IsVisible>;
  readonly clock: Clock;
  readonly closing: AbortSignal;
  /** Between signs of life while nothing happens, ms. @defaultValue 15_000 */
  readonly heartbeatMs?: number;
}

const HEARTBEAT_MS = 15_000;
/** Whoever is cut off comes back after so long, ms. */
const RETRY_MS = 1_000;

/** Where a reader that was cut off wants to go on; undefined where it does not say. */
export function lastEventId(headers: IncomingHttpHeaders): number | undefined {
  const id = headers['last-event-id'];
  return typeof id === 'string' && /^\d{1,15}$/.test(id) ? Number(id) : undefined;
}

/** Writes until the reader goes away or may read no more, or the server closes. A reader that is slow is waited for. */
export async function streamEvents(response: ServerResponse, options: EventStreamOptions): Promise<void> {
  if (response.destroyed) return; // while it was asked who reads: nobody would be told again
  const { after, clock, closing, filter, heartbeatMs = HEARTBEAT_MS, log, lookAgain } = options;
  const reader: { isVisible: IsVisible | undefined } = { isVisible: options.isVisible };
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const stop = AbortSignal.any([closing, gone.signal]);
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.write(`retry: ${RETRY_MS}\n\n`);
  const mayGoOn = async (): Promise<boolean> => {
    reader.isVisible = await lookAgain().catch(() => undefined);
    if (reader.isVisible === undefined) gone.abort();
    return !stop.aborted;
  };
  const beating = beat(response, { clock, heartbeatMs, mayGoOn, stop });
  try {
    for await (const event of log.follow(after, stop, filter)) {
      if (reader.isVisible?.(event) === true && !response.write(asText(event))) await drained(response, stop);
    }
  } catch {
    // The log went away: the reader comes back and asks for what it has not seen.
  } finally {
    gone.abort();
    await beating;
    response.end();
  }
}

interface Beat {
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly mayGoOn: () => Promise<boolean>;
  readonly stop: AbortSignal;
}

/** Whoever sits between must not take silence for the end. */
async function beat(response: ServerResponse, { clock, heartbeatMs, mayGoOn, stop }: Beat): Promise<void> {
  for (;;) {
    await pause(clock, heartbeatMs, stop);
    if (stop.aborted || !(await mayGoOn())) return;
    response.write(':\n\n');
  }
}

function asText(event: RecordedEvent): string {
  return `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

async function drained(response: ServerResponse, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return; // a listener would never be told
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const settle = (): void => resolve(undefined);
  response.once('drain', settle);
  stop.addEventListener('abort', settle, { once: true });
  await promise;
  response.off('drain', settle);
  stop.removeEventListener('abort', settle);
}
