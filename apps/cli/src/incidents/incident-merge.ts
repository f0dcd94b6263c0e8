import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { parameter } from '../option-values.ts';
import { act } from './act.ts';
import { parseIncidentNumber } from './incident-number.ts';

export const incidentMerge: CommandHandler = async (invocation) => {
  const into = parseIncidentNumber(parameter(invocation, 1));
  await act(invocation, 'merge', { into });
  const number = parseIncidentNumber(parameter(invocation, 0));
  if (invocation.options['json'] !== true) invocation.output.print(`#${number} is a part of #${into} now`);
  return EXIT.fine;
};
