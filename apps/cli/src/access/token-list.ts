import { API_PATHS, tokenListSchema } from '@nines/api';
import type { ApiToken } from '@nines/api';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { requireAnswer } from '../server-client.ts';
import { plainTable } from '../status-table.ts';

const HEAD = ['id', 'name', 'of', 'role', 'may', 'until', 'used', 'state'];

export const tokenList: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const { socket } = await locateServer(invocation);
  const list = tokenListSchema.parse(await requireAnswer(socket, API_PATHS.tokens, { signal }));
  if (options['json'] === true) output.printJson(list);
  else if (list.data.length === 0) output.print('no tokens; nines token create makes one');
  else {
    const rows = list.data.map((token) => tokenRow(token, Date.now()));
    output.print(plainTable(HEAD, rows, output.colors));
  }
  return EXIT.fine;
};

/** Moments to the minute, as UTC. */
export function tokenRow(token: ApiToken, now: number): string[] {
  const { expiresAt, id, lastUsedAt, name, role, scopes, user } = token;
  const until = expiresAt === null ? 'for ever' : minuteOf(expiresAt);
  const used = lastUsedAt === null ? 'never' : minuteOf(lastUsedAt);
  return [id, name, user ?? 'a service', role, scopes.join(','), until, used, stateOf(token, now)];
}

function stateOf({ expiresAt, revokedAt }: ApiToken, now: number): string {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'over' : 'counts';
}

function minuteOf(moment: string): string {
  return `${moment.slice(0, 16).replace('T', ' ')}Z`;
}
