import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { parameter } from '../option-values.ts';
import { act } from './act.ts';

export const incidentLink: CommandHandler = async (invocation) => {
  const { options, output } = invocation;
  const url = parameter(invocation, 1);
  const title = typeof options['title'] === 'string' ? options['title'] : url.slice(0, 200);
  const { number } = await act(invocation, 'links', { title, url });
  if (options['json'] !== true) output.print(`linked in #${number}`);
  return EXIT.fine;
};
