import { API_PATHS, eventPageSchema } from '@nines/api';
import type { NinesEvent } from '@nines/kernel';
import { ignoreAbort } from '../abort.ts';
import { acrossRestarts } from '../across-restarts.ts';
import type { CommandHandler, Invocation } from '../command.ts';
import { eventLine } from '../event-line.ts';
import { EXIT } from '../exit-codes.ts';
import { locatePlatform, locateRunningPlatform } from '../locate-platform.ts';
import type { Platform } from '../platform.ts';
import { askServer, serverUrl } from '../server-client.ts';

/** The most that the server gives at once. */
const PAGE = 1_000;

export const events: CommandHandler = async (invocation) => {
  const { output, options, signal } = invocation;
  const follow = options['follow'] === true;
  const platform = await (follow ? locateRunningPlatform : locatePlatform)(invocation);
  const source = follow ? followEvents(platform, invocation) : pastEvents(platform, invocation);
  await ignoreAbort(signal, async () => {
    for await (const event of source) {
      output.print(options['json'] === true ? JSON.stringify(event) : eventLine(event, output.colors));
    }
    if (follow && !signal.aborted) output.note('the platform was stopped');
  });
  return EXIT.fine;
};

/** The event log, and what the supervisor saw since; without the server, what the supervisor's spool still has. */
async function* pastEvents(platform: Platform, { output, signal }: Invocation): AsyncGenerator<NinesEvent> {
  const url = serverUrl(await platform.reportIfRunning());
  const told = new Set<string>();
  for (let after: number | null = 0; url !== undefined && after !== null;) {
    const document = await askServer(url, `${API_PATHS.events}?after=${after}&limit=${PAGE}`, signal);
    if (document === undefined) break;
    const page = eventPageSchema.parse(document);
    for (const { id, type, source, subject, time, data } of page.data) {
      told.add(id);
      yield { id, type, source, subject, time, data };
    }
    after = page.pagination.next;
  }
  for (const event of platform.recordedEvents()) if (!told.has(event.id)) yield event;
  output.note(told.size === 0 ? "from the supervisor's spool: the server does not answer" : 'from the event log');
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
