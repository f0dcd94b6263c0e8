import type { LogLine } from '@nines/kernel';
import { ignoreAbort } from '../abort.ts';
import { acrossRestarts } from '../across-restarts.ts';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locatePlatform, locateRunningPlatform } from '../locate-platform.ts';
import { parameter, parseCount } from '../option-values.ts';
import type { Platform } from '../platform.ts';

export const logs: CommandHandler = async (invocation) => {
  const { output, options, signal } = invocation;
  const service = parameter(invocation, 0);
  const tail = parseCount(String(options['tail']), '--tail');
  const follow = options['follow'] === true;
  const platform = await (follow ? locateRunningPlatform : locatePlatform)(invocation);
  const lines = follow
    ? followLogs(platform, invocation, service, tail)
    : platform.runtime.logs(service, { tail, signal });
  await ignoreAbort(signal, async () => {
    for await (const { instance, stream, text } of lines) {
      const mark = stream === 'stderr' ? output.colors.red('!') : ' ';
      output.print(`${output.colors.cyan(instance)} ${mark} ${text}`);
    }
    if (follow && !signal.aborted) output.note('the platform was stopped');
  });
  return EXIT.fine;
};

/** The past once, then what is new under each supervisor. */
function followLogs(
  platform: Platform,
  { output, signal }: Invocation,
  service: string,
  tail: number,
): AsyncGenerator<LogLine> {
  let past = tail;
  return acrossRestarts(platform, {
    open: () => {
      const lines = platform.runtime.logs(service, { tail: past, follow: true, signal });
      past = 0;
      return lines;
    },
    signal,
    onAbandoned: () => {
      output.note('nobody supervises the platform; waiting for `nines up` or `nines down`');
    },
  });
}
