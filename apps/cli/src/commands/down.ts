import { parseDurationOption } from '../option-values.ts';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locatePlatform } from '../platform.ts';
import { startSupervisor } from '../start-supervisor.ts';
import { stopPlatform } from '../stop-platform.ts';

export const down: CommandHandler = async (invocation) => {
  const platform = await locatePlatform(invocation);
  if ((await platform.reportIfRunning()) === undefined) {
    if (!platform.isMeantToRun()) {
      invocation.output.note('nothing runs here');
      return EXIT.fine;
    }
    // Its supervisor died. Whoever is to stop everything has to take it over first.
    await startSupervisor(platform, invocation.signal);
  }
  await stopPlatform(platform, invocation.output, parseDurationOption(invocation.options, 'timeout'));
  return EXIT.fine;
};
