import { API_PATHS, incidentFiguresSchema } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parseDurationOption } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';
import { figuresText } from './figures-text.ts';

export const incidentFigures: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const by = String(options['group']);
  if (by !== 'service' && by !== 'team') {
    throw new NinesError('CLI_INVALID_INPUT', `--group "${by}" is neither service nor team`);
  }
  const from = new Date(Date.now() - parseDurationOption(options, 'last')).toISOString();
  const query = new URLSearchParams({ by, from });
  const { socket } = await locateServer(invocation);
  const answer = await requireAnswer(socket, `${API_PATHS.incidentFigures}?${query.toString()}`, { signal });
  const figures = incidentFiguresSchema.parse(answer);
  if (options['json'] === true) output.printJson(figures);
  else output.print(figuresText(figures, output.colors));
  return EXIT.fine;
};
