import { actionListSchema, API_PATHS } from '@nines/api';
import type { ApiAction } from '@nines/api';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import type { Output } from '../output.ts';
import { requireAnswer } from '../server-client.ts';
import { plainTable } from '../status-table.ts';

const NONE = 'nothing is to be done';
const HEAD = ['due', 'owner', 'incident', 'task', 'what', 'so that it does not happen again'];

export const incidentActions: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const { socket } = await locateServer(invocation);
  const list = actionListSchema.parse(await requireAnswer(socket, API_PATHS.actions, { signal }));
  if (options['json'] === true) output.printJson(list);
  else output.print(list.data.length === 0 ? NONE : actionTable(list.data, output.colors));
  return EXIT.fine;
};

export function actionTable(actions: readonly ApiAction[], colors: Output['colors']): string {
  const rows = actions.map(({ due, id, incident, isOverdue, owner, text, title }) => [
    isOverdue ? colors.red(`${due} (overdue)`) : (due ?? '-'),
    owner ?? '-',
    `#${incident}`,
    id,
    text,
    title,
  ]);
  return plainTable(HEAD, rows, colors);
}
