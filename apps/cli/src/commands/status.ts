import type { PlatformState } from '@nines/kernel';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { locatePlatform } from '../locate-platform.ts';
import { absentStatus } from '../absent-status.ts';
import { statusTable } from '../status-table.ts';

const EXIT_BY_STATE: Readonly<Record<PlatformState, ExitCode>> = {
  ready: EXIT.fine,
  starting: EXIT.degraded,
  degraded: EXIT.degraded,
  down: EXIT.notRunning,
};

const UNATTENDED =
  'guard and supervisor are gone, and what they ran runs on unattended; `nines up` takes it over, `nines down` stops it';

export const status: CommandHandler = async (invocation) => {
  const { environment, output, options } = invocation;
  const platform = await locatePlatform(invocation);
  const report = await platform.reportIfRunning();
  const isUnattended = report === undefined && platform.isMeantToRun();
  const current =
    report?.status ?? (await absentStatus(platform.catalogFile, environment, isUnattended ? 'degraded' : 'down'));
  if (options['json'] === true) output.printJson(current);
  else if (isUnattended) output.note(UNATTENDED);
  else if (report === undefined) output.note('not running; start it with `nines up`');
  else {
    output.print(statusTable(current, output.colors));
    for (const problem of report.problems) output.note(`${problem.subject}: ${problem.message}`);
  }
  return EXIT_BY_STATE[current.state];
};
