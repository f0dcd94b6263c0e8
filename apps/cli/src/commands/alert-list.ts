import { alertListSchema, API_PATHS } from '@nines/api';
import type { ListedAlert } from '@nines/api';
import { formatDuration } from '@nines/kernel';
import { alertDoubts } from '../alert-doubts.ts';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import type { Output } from '../output.ts';
import { requireAnswer } from '../server-client.ts';
import { plainTable } from '../status-table.ts';

const NONE = 'no alerts';
const NONE_KNOWN = 'no alerts are known';
const HEAD = ['state', 'severity', 'alert', 'about', 'since', 'summary'];

export const alertList: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const { socket, system } = await locateServer(invocation);
  const list = alertListSchema.parse(await requireAnswer(socket, API_PATHS.alerts, { signal }));
  const doubts = alertDoubts(list, system);
  if (options['json'] === true) output.printJson(list);
  else output.print(alertTable(list.data, output.colors, Date.now()) ?? (doubts.length > 0 ? NONE_KNOWN : NONE));
  for (const doubt of doubts) output.note(doubt);
  return EXIT.fine;
};

/**
 * The most severe first, as the server lists them; undefined where there is nothing to list. What has no severity is between
 * programs: it fires in health too.
 */
export function alertTable(alerts: readonly ListedAlert[], colors: Output['colors'], now: number): string | undefined {
  const forPeople = alerts.filter(({ labels }) => labels['severity'] !== 'none');
  if (forPeople.length === 0) return undefined;
  const rows = forPeople.map(({ annotations, labels, startsAt, state }) => [
    state === 'firing' ? colors.red(state) : state,
    labels['severity'] ?? '',
    labels['alertname'] ?? '',
    labels['instance'] ?? labels['service'] ?? '',
    formatDuration(Math.max(now - Date.parse(startsAt), 0)),
    summaryOf(state, annotations['summary'] ?? ''),
  ]);
  return plainTable(HEAD, rows, colors);
}

/** Of a rule that is pending it tells what will have happened when the time is up. */
function summaryOf(state: ListedAlert['state'], summary: string): string {
  return state === 'pending' && summary !== '' ? `if it lasts: ${summary}` : summary;
}
