import { findCatalogFile } from '../catalog-file.ts';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { parseDurationOption } from '../option-values.ts';
import { Platform } from '../platform.ts';
import { stopPlatform } from '../stop-platform.ts';

export const down: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const timeoutMs = parseDurationOption(options, 'timeout');
  const platform = new Platform({ catalogFile: await findCatalogFile(invocation), signal });
  if (await platform.isStopped()) output.note('nothing runs here');
  else await stopPlatform(platform, output, { timeoutMs, signal });
  return EXIT.fine;
};
