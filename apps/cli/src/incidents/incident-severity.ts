import { NinesError } from '@nines/kernel';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { parameter } from '../option-values.ts';
import { act } from './act.ts';

export const incidentSeverity: CommandHandler = async (invocation) => {
  const text = parameter(invocation, 1);
  if (!/^[1-4]$/.test(text)) {
    throw new NinesError('CLI_INVALID_INPUT', `"${text}" is no severity; it is 1, the worst, to 4, a ticket`);
  }
  const { number, severity } = await act(invocation, 'severity', { severity: Number(text) });
  if (invocation.options['json'] !== true) invocation.output.print(`#${number} is of severity ${severity} now`);
  return EXIT.fine;
};
