import { alertListSchema, API_PATHS } from '@nines/api';
import type { AlertList, ListedAlert } from '@nines/api';
import { formatDuration, NinesError } from '@nines/kernel';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateRunningPlatform } from '../locate-platform.ts';
import type { Output } from '../output.ts';
import { askServer, serverUrl } from '../server-client.ts';
import { plainTable } from '../status-table.ts';

const HEAD = ['state', 'severity', 'alert', 'about', 'since', 'summary'];

/** What is missing where one of them does not answer. */
const LOSSES = {
  prometheus: 'Prometheus does not answer: alerts of rules that are pending are not shown',
  alertmanager: 'Alertmanager does not answer: what is silenced or inhibited is not told apart',
} as const;

export const alertList: CommandHandler = async (invocation) => {
  const { options, output } = invocation;
  const list = await askForAlerts(invocation);
  if (options['json'] === true) output.printJson(list);
  else output.print(alertTable(list.data, output.colors, Date.now()));
  for (const missing of list.missing) output.note(LOSSES[missing]);
  return EXIT.fine;
};

async function askForAlerts(invocation: Invocation): Promise<AlertList> {
  const { signal } = invocation;
  const platform = await locateRunningPlatform(invocation);
  const url = serverUrl(await platform.reportIfRunning());
  const document = url === undefined ? undefined : await askServer(url, API_PATHS.alerts, signal);
  if (document !== undefined) return alertListSchema.parse(document);
  throw new NinesError(
    'CLI_NO_SERVER',
    url === undefined
      ? 'this platform runs without monitoring, so that nobody knows of alerts; see monitoring.enabled in nines.yaml'
      : `the server at ${url} does not answer; see nines status, and nines logs nines-server`,
  );
}

/** The most severe first, as the server lists them. What has no severity is between programs: it fires in health too. */
export function alertTable(alerts: readonly ListedAlert[], colors: Output['colors'], now: number): string {
  const forPeople = alerts.filter(({ labels }) => labels['severity'] !== 'none');
  if (forPeople.length === 0) return 'no alerts';
  const rows = forPeople.map(({ annotations, labels, startsAt, state }) => [
    state === 'firing' ? colors.red(state) : state,
    labels['severity'] ?? '',
    labels['alertname'] ?? '',
    labels['instance'] ?? labels['service'] ?? '',
    formatDuration(Math.max(now - Date.parse(startsAt), 0)),
    annotations['summary'] ?? '',
  ]);
  return plainTable(HEAD, rows, colors);
}
