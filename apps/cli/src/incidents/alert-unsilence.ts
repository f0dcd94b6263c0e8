import { pathTo } from '@nines/api';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parameter } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';

export const alertUnsilence: CommandHandler = async (invocation) => {
  const id = parameter(invocation, 0);
  const { socket } = await locateServer(invocation);
  await requireAnswer(socket, pathTo('silence', { id }), { signal: invocation.signal, method: 'DELETE' });
  invocation.output.note(`silence ${id} is over`);
  return EXIT.fine;
};
