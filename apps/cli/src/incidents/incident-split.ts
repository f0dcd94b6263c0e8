import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { act } from './act.ts';

export const incidentSplit: CommandHandler = async (invocation) => {
  const [, ...fingerprints] = invocation.args;
  const { number, title } = await act(invocation, 'split', { fingerprints });
  if (invocation.options['json'] !== true) invocation.output.print(`#${number} ${title}: an incident of its own now`);
  return EXIT.fine;
};
