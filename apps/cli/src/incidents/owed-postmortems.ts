/** Postmortems that are still to be written, for people. */
import { API_PATHS, owedPostmortemListSchema } from '@nines/api';
import type { ApiOwedPostmortem } from '@nines/api';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { moment } from '../objectives/moment-texts.ts';
import type { Output } from '../output.ts';
import { requireAnswer } from '../server-client.ts';
import { plainTable } from '../status-table.ts';

const NONE = 'no postmortem is owed';
const HEAD = ['due', 'who', 'incident', 'severity', 'over since', 'what'];

export const owedPostmortems: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const { socket } = await locateServer(invocation);
  const list = owedPostmortemListSchema.parse(await requireAnswer(socket, API_PATHS.postmortems, { signal }));
  if (options['json'] === true) output.printJson(list);
  else output.print(list.data.length === 0 ? NONE : owedTable(list.data, output.colors));
  return EXIT.fine;
};

export function owedTable(owed: readonly ApiOwedPostmortem[], colors: Output['colors']): string {
  const rows = owed.map(({ due, incident, isOverdue, owner, resolvedAt, severity, title }) => [
    isOverdue ? colors.red(`${due} (overdue)`) : due,
    owner ?? '-',
    `#${incident}`,
    String(severity),
    moment(Date.parse(resolvedAt)),
    title,
  ]);
  return plainTable(HEAD, rows, colors);
}
