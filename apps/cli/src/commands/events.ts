import { API_PATHS, eventPageSchema } from '@nines/api';
import type { NinesEvent } from '@nines/kernel';
import { ignoreAbort } from '../abort.ts';
import { acrossRestarts } from '../across-restarts.ts';
import type { CommandHandler, Invocation } from '../command.ts';
import { eventLine } from '../event-line.ts';
import { EXIT } from '../exit-codes.ts';
import { locatePlatform, locateRunningPlatform } from '../locate-platform.ts';
import { pastEvents } from '../past-events.ts';
import type { Platform } from '../platform.ts';
import { askServer, serverUrl } from '../server-client.ts';

/** The most that the server gives at once. */
const PAGE = 1_000;

export const events: CommandHandler = async (invocation) => {
  const { output, options, signal } = invocation;
  const follow = options['follow'] === true;
  const platform = await (follow ? locateRunningPlatform : locatePlatform)(invocation);
  const source = follow ? followEvents(platform, invocation) : recorded(platform, invocation);
  await ignoreAbort(signal, async () => {
    for await (const event of source) {
      output.print(options['json'] === true ? JSON.stringify(event) : eventLine(event, output.colors));
    }
    if (follow && !signal.aborted) output.note('the platform was stopped');
  });
  return EXIT.fine;
};

/** Whatever was recorded, with the server or without it. */
async function* recorded(platform: Platform, { output, signal }: Invocation): AsyncGenerator<NinesEvent> {
  const url = serverUrl(await platform.reportIfRunning());
  yield* pastEvents({
    page: async (after) => {
      if (url === undefined) return undefined;
      const document = await askServer(url, `${API_PATHS.events}?after=${after}&limit=${PAGE}`, signal);
      return document === undefined ? undefined : eventPageSchema.parse(document);
    },
    spooled: () => platform.recordedEvents(),
    note: (text) => {
      output.note(text);
    },
  });
}

/** Each event of supervision once, whichever supervisor tells it. */
async function* followEvents(platform: Platform, { output, signal }: Invocation): AsyncGenerator<NinesEvent> {
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
}
