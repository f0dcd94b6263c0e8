import { parseDurationOption } from '../option-values.ts';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locatePlatform } from '../platform.ts';
import { stopPlatform } from '../stop-platform.ts';

export const down: CommandHandler = async (invocation) => {
  const platform = await locatePlatform(invocation);
  if ((await platform.reportIfRunning()) === undefined) {
    invocation.output.note('nothing runs here');
    return EXIT.fine;
  }
  await stopPlatform(platform, invocation.output, parseDurationOption(invocation.options, 'timeout'));
  return EXIT.fine;
};
