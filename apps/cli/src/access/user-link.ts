import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parameter } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';
import { sayLink } from './say-link.ts';
import { userPath } from './user-path.ts';

export const userLink: CommandHandler = async (invocation) => {
  const { output, signal } = invocation;
  const server = await locateServer(invocation);
  const path = userPath('userLink', parameter(invocation, 0));
  sayLink(output, server, await requireAnswer(server.socket, path, { signal, method: 'POST' }));
  return EXIT.fine;
};
