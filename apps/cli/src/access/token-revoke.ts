import { API_PATHS } from '@nines/api';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parameter } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';

export const tokenRevoke: CommandHandler = async (invocation) => {
  const { output, signal } = invocation;
  const id = parameter(invocation, 0);
  const { socket } = await locateServer(invocation);
  const path = API_PATHS.token.replace(':id', encodeURIComponent(id));
  await requireAnswer(socket, path, { signal, method: 'DELETE' });
  output.note(`${id} does not count any more`);
  return EXIT.fine;
};
