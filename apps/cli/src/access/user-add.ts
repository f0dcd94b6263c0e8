import { API_PATHS } from '@nines/api';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parameter } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';
import { sayLink } from './say-link.ts';

export const userAdd: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const body = { name: parameter(invocation, 0), role: options['role'] };
  const server = await locateServer(invocation);
  sayLink(output, server, await requireAnswer(server.socket, API_PATHS.users, { signal, body }));
  return EXIT.fine;
};
