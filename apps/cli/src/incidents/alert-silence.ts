import { API_PATHS, createdSilenceSchema } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parseDurationOption } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';
import { parseMatcher } from './matchers.ts';

export const alertSilence: CommandHandler = async (invocation) => {
  const { args, options, output, signal } = invocation;
  const matchers = args.map(parseMatcher);
  const durationSeconds = Math.ceil(parseDurationOption(options, 'for') / 1_000);
  const { by, comment } = options;
  if (typeof comment !== 'string') {
    throw new NinesError('CLI_INVALID_INPUT', 'say with --comment why nobody is to be told: others will ask');
  }
  const { socket } = await locateServer(invocation);
  const body = { matchers, durationSeconds, comment, ...(typeof by === 'string' && { by }) };
  const { id } = createdSilenceSchema.parse(await requireAnswer(socket, API_PATHS.silences, { signal, body }));
  if (options['json'] === true) output.printJson({ id });
  else
    output.print(
      `silenced until ${new Date(Date.now() + durationSeconds * 1_000).toISOString()}; nines alert unsilence ${id} ends it`,
    );
  return EXIT.fine;
};
