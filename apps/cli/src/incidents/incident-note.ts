import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { parameter } from '../option-values.ts';
import { act } from './act.ts';

export const incidentNote: CommandHandler = async (invocation) => {
  const { number } = await act(invocation, 'notes', { text: parameter(invocation, 1) });
  if (invocation.options['json'] !== true) invocation.output.print(`noted in #${number}`);
  return EXIT.fine;
};
