import { INCIDENT_ROLES, NinesError } from '@nines/kernel';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { parameter } from '../option-values.ts';
import { act } from './act.ts';

export const incidentRole: CommandHandler = async (invocation) => {
  const { args, options, output } = invocation;
  const role = INCIDENT_ROLES.find((known) => known === parameter(invocation, 1));
  if (role === undefined) {
    const message = `"${parameter(invocation, 1)}" is no role; there are ${INCIDENT_ROLES.join(', ')}`;
    throw new NinesError('CLI_INVALID_INPUT', message);
  }
  const person = args[2] ?? null;
  const { number } = await act(invocation, 'roles', { role, person });
  if (options['json'] !== true) output.print(`${role} of #${number}: ${person ?? 'nobody'}`);
  return EXIT.fine;
};
