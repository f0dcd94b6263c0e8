import { API_PATHS, createdTokenSchema } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parameter, parseCount } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';

const FOR_EVER = 'never-ending';

export const tokenCreate: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const body = newToken(invocation);
  const { socket } = await locateServer(invocation);
  const token = createdTokenSchema.parse(await requireAnswer(socket, API_PATHS.tokens, { signal, body }));
  if (options['json'] === true) output.printJson(token);
  else output.print(token.secret);
  output.note('this is the only time that the token is shown; programs send it as Authorization: Bearer TOKEN');
  return EXIT.fine;
};

function newToken(invocation: Invocation): Readonly<Record<string, unknown>> {
  const { days, role, scope, user } = invocation.options;
  const isPersonal = typeof user === 'string';
  return {
    name: parameter(invocation, 0),
    kind: isPersonal ? 'personal' : 'service',
    ...(isPersonal ? { user } : { role }),
    ...(typeof scope === 'string' && { scopes: scope.split(',').map((each) => each.trim()) }),
    expiresInDays: days === FOR_EVER ? null : daysOf(String(days)),
  };
}

function daysOf(text: string): number {
  const days = parseCount(text, '--days');
  if (days > 0) return days;
  throw new NinesError('CLI_INVALID_INPUT', `--days is 1 or more, or ${FOR_EVER}`);
}
