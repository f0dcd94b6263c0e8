import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { ignoreAbort } from '../abort.ts';
import { eventLine } from '../event-line.ts';
import { locatePlatform } from '../platform.ts';

export const events: CommandHandler = async (invocation) => {
  const { output, options, signal } = invocation;
  const platform = await locatePlatform(invocation);
  const follow = options['follow'] === true;
  const source = follow ? platform.runtime.observe(undefined, signal) : platform.recordedEvents();
  await ignoreAbort(signal, async () => {
    for await (const event of source) {
      output.print(options['json'] === true ? JSON.stringify(event) : eventLine(event, output.colors));
    }
  });
  return EXIT.fine;
};
