import { API_PATHS, silenceListSchema } from '@nines/api';
import type { Silence } from '@nines/api';
import { formatDuration } from '@nines/kernel';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import type { Output } from '../output.ts';
import { requireAnswer } from '../server-client.ts';
import { plainTable } from '../status-table.ts';
import { matcherText } from './matchers.ts';

const NONE = 'nothing is silenced';
const HEAD = ['silence', 'state', 'ends', 'by', 'alerts with', 'because'];

export const alertSilences: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const { socket } = await locateServer(invocation);
  const list = silenceListSchema.parse(await requireAnswer(socket, API_PATHS.silences, { signal }));
  if (options['json'] === true) output.printJson(list);
  else output.print(list.data.length === 0 ? NONE : silenceTable(list.data, output.colors, Date.now()));
  return EXIT.fine;
};

export function silenceTable(silences: readonly Silence[], colors: Output['colors'], nowMs: number): string {
  const rows = silences.map(({ by, comment, endsAt, id, matchers, state }) => [
    id,
    state,
    `in ${formatDuration(Math.max(Date.parse(endsAt) - nowMs, 0))}`,
    by,
    matchers.map(matcherText).join(' '),
    comment,
  ]);
  return plainTable(HEAD, rows, colors);
}
