import { API_PATHS, userListSchema } from '@nines/api';
import type { ApiUser } from '@nines/api';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { requireAnswer } from '../server-client.ts';
import { plainTable } from '../status-table.ts';

export const userList: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const { socket } = await locateServer(invocation);
  const list = userListSchema.parse(await requireAnswer(socket, API_PATHS.users, { signal }));
  if (options['json'] === true) output.printJson(list);
  else {
    const rows = list.data.map((user) => [user.name, user.role, stateOf(user)]);
    output.print(plainTable(['name', 'role', 'state'], rows, output.colors));
  }
  return EXIT.fine;
};

function stateOf({ hasPassword, isDisabled }: ApiUser): string {
  if (isDisabled) return 'disabled';
  return hasPassword ? 'may log in' : 'has not used the link';
}
