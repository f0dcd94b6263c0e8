import { alertListSchema, API_PATHS } from '@nines/api';
import type { AlertList, ListedAlert } from '@nines/api';
import { formatDuration, NinesError } from '@nines/kernel';
import type { PlatformStatus } from '@nines/kernel';
import { alertDoubts } from '../alert-doubts.ts';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateRunningPlatform } from '../locate-platform.ts';
import type { Output } from '../output.ts';
import { askServer, serverUrl } from '../server-client.ts';
import { plainTable } from '../status-table.ts';

const NONE = 'no alerts';
const NONE_KNOWN = 'no alerts are known';
const HEAD = ['state', 'severity', 'alert', 'about', 'since', 'summary'];

export const alertList: CommandHandler = async (invocation) => {
  const { options, output } = invocation;
  const { list, system } = await askForAlerts(invocation);
  const doubts = alertDoubts(list, system);
  if (options['json'] === true) output.printJson(list);
  else output.print(alertTable(list.data, output.colors, Date.now()) ?? (doubts.length > 0 ? NONE_KNOWN : NONE));
  for (const doubt of doubts) output.note(doubt);
  return EXIT.fine;
};

interface Asked {
  readonly list: AlertList;
  readonly system: PlatformStatus['system'];
}

async function askForAlerts(invocation: Invocation): Promise<Asked> {
  const { signal } = invocation;
  const platform = await locateRunningPlatform(invocation);
  const report = await platform.reportIfRunning();
  const url = serverUrl(report);
  const document = url === undefined ? undefined : await askServer(url, API_PATHS.alerts, signal);
  if (document !== undefined) return { list: alertListSchema.parse(document), system: report?.status.system ?? [] };
  throw new NinesError(
    'CLI_NO_SERVER',
    url === undefined
      ? 'this platform runs without monitoring, so that nobody knows of alerts; see monitoring.enabled in nines.yaml'
      : `the server at ${url} does not answer; see nines status, and nines logs nines-server`,
  );
}

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
