import { userSchema } from '@nines/api';
import type { ApiUser } from '@nines/api';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parameter } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';
import { userPath } from './user-path.ts';

export const userRole: CommandHandler = async (invocation) => {
  const { name, role } = await change(invocation, { role: parameter(invocation, 1) });
  invocation.output.note(`${name} is ${role}`);
  return EXIT.fine;
};

export const userDisable: CommandHandler = async (invocation) => {
  const { name, isDisabled } = await change(invocation, { isDisabled: invocation.options['undo'] !== true });
  invocation.output.note(isDisabled ? `${name} is let in no more` : `${name} is let in again`);
  return EXIT.fine;
};

async function change(invocation: Invocation, body: Readonly<Record<string, unknown>>): Promise<ApiUser> {
  const { signal } = invocation;
  const { socket } = await locateServer(invocation);
  const path = userPath('user', parameter(invocation, 0));
  return userSchema.parse(await requireAnswer(socket, path, { signal, method: 'PATCH', body }));
}
