import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { parameter, parseCount } from '../option-values.ts';
import { locatePlatform } from '../platform.ts';
import { ignoreAbort } from '../abort.ts';

export const logs: CommandHandler = async (invocation) => {
  const { output, options, signal } = invocation;
  const { runtime } = await locatePlatform(invocation);
  const tail = parseCount(String(options['tail']), '--tail');
  const lines = runtime.logs(parameter(invocation, 0), { tail, follow: options['follow'] === true, signal });
  await ignoreAbort(signal, async () => {
    for await (const { instance, stream, text } of lines) {
      const mark = stream === 'stderr' ? output.colors.red('!') : ' ';
      output.print(`${output.colors.cyan(instance)} ${mark} ${text}`);
    }
  });
  return EXIT.fine;
};
