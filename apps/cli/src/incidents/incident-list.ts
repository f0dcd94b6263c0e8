import { API_PATHS, incidentListSchema } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parseDurationOption } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';
import { incidentTable } from './incident-table.ts';

const NONE = 'no incidents';
const OPEN = ['triggered', 'acknowledged', 'mitigated'];
const LIMIT = 500;

export const incidentList: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const query = queryOf(options, Date.now());
  const { socket } = await locateServer(invocation);
  const answer = await requireAnswer(socket, `${API_PATHS.incidents}?${query.toString()}`, { signal });
  const list = incidentListSchema.parse(answer);
  if (options['json'] === true) output.printJson(list);
  else output.print(incidentTable(list.data, output.colors, Date.now()) ?? NONE);
  if (list.pagination.next !== null) output.note(`there are older ones; these are the latest ${list.data.length}`);
  return EXIT.fine;
};

/** @throws NinesError `CLI_INVALID_INPUT` */
export function queryOf(options: Invocation['options'], nowMs: number): URLSearchParams {
  const query = new URLSearchParams({ limit: String(LIMIT) });
  if (options['open'] === true) for (const status of OPEN) query.append('status', status);
  for (const name of ['severity', 'service'] as const) {
    const value = options[name];
    if (typeof value === 'string') query.append(name, value);
  }
  if (options['drills'] === true) query.set('drill', 'true');
  if (options['real'] === true) query.set('drill', 'false');
  if (options['drills'] === true && options['real'] === true) {
    throw new NinesError('CLI_INVALID_INPUT', 'an incident is either real or of a drill; leave one of the two out');
  }
  if (options['last'] !== undefined) {
    query.set('since', new Date(nowMs - parseDurationOption(options, 'last')).toISOString());
  }
  return query;
}
