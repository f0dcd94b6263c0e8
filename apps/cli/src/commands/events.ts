import { API_PATHS, eventPageSchema, LONGEST_PAGE } from '@nines/api';
import type { NinesEvent } from '@nines/kernel';
import { ignoreAbort } from '../abort.ts';
import { acrossRestarts } from '../across-restarts.ts';
import type { CommandHandler, Invocation } from '../command.ts';
import { eventLine } from '../event-line.ts';
import { EXIT } from '../exit-codes.ts';
import { locatePlatform, locateRunningPlatform } from '../locate-platform.ts';
import { followEvents } from '../follow-events.ts';
import type { Output } from '../output.ts';
import { pastEvents } from '../past-events.ts';
import type { ReadPage } from '../past-events.ts';
import type { Platform } from '../platform.ts';
import { recordedEvents } from '../recorded-events.ts';
import { askServer } from '../server-client.ts';

export const events: CommandHandler = async (invocation) => {
  const { output, options, signal } = invocation;
  const follow = options['follow'] === true;
  const platform = await (follow ? locateRunningPlatform : locatePlatform)(invocation);
  const source = follow ? followed(platform, invocation) : recorded(platform, invocation);
  await ignoreAbort(signal, async () => {
    for await (const event of source) {
      output.print(options['json'] === true ? JSON.stringify(event) : eventLine(event, output.colors));
    }
    if (follow && !signal.aborted) output.note('the platform was stopped');
  });
  return EXIT.fine;
};

/** Whatever was recorded, with the server or without it. */
async function* recorded(platform: Platform, invocation: Invocation): AsyncGenerator<NinesEvent> {
  yield* pastEvents({
    page: pageReader(platform, invocation.signal),
    spooled: () => platform.recordedEvents(),
    note: (text) => {
      invocation.output.note(text);
    },
  });
}

/** Each event once, whichever supervisor and server tell it. */
async function* followed(platform: Platform, { output, signal }: Invocation): AsyncGenerator<NinesEvent> {
  const done = new AbortController();
  const stop = AbortSignal.any([signal, done.signal]);
  try {
    yield* followEvents({
      page: pageReader(platform, signal),
      supervised: () => supervised(platform, output, stop),
      recorded: (after) => recordedEvents({ socket: platform.serverSocket(), after, signal: stop }),
    });
  } finally {
    done.abort();
  }
}

async function* supervised(platform: Platform, output: Output, signal: AbortSignal): AsyncGenerator<NinesEvent> {
  let cursor: string | undefined;
  const source = acrossRestarts(platform, {
    open: () => platform.runtime.observe(cursor, signal),
    signal,
    onAbandoned: () => {
      output.note('nobody supervises the platform; waiting for `nines up` or `nines down`');
    },
  });
  for await (const event of source) {
    cursor = event.id;
    yield event;
  }
  // A supervisor that stops hangs up before its last words, which are written down.
  if (!signal.aborted) yield* platform.recordedEvents();
}

function pageReader(platform: Platform, signal: AbortSignal): ReadPage {
  return async (after) => {
    const document = await askServer(
      platform.serverSocket(),
      `${API_PATHS.events}?after=${after}&limit=${LONGEST_PAGE}`,
      signal,
    );
    return document === undefined ? undefined : eventPageSchema.parse(document);
  };
}
