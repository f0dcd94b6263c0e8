/** What Alertmanager tells, on its way to the desk: that something is over is taken in only where that is true. */
import type { AlertNotification } from '@nines/api';
import { believed, reportOf } from '@nines/incidents';
import type { ReportedAlert } from '@nines/incidents';
import type { TakenAlert } from '@nines/kernel';
import type { Desk } from '../incidents/desk.ts';
import type { AskedVerdicts } from './asked-verdicts.ts';

export interface NotifiedAlertsOptions {
  readonly desk: Pick<Desk, 'firingLike' | 'takeAlerts'>;
  readonly verdicts: Pick<AskedVerdicts, 'ask'>;
  /** A message left some of its alerts out: those are of groups with these labels. */
  readonly onTruncated: (groupLabels: Readonly<Record<string, string>>) => void;
  readonly onTaken: (count: number) => void;
}

export class NotifiedAlerts {
  readonly #options: NotifiedAlertsOptions;

  constructor(options: NotifiedAlertsOptions) {
    this.#options = options;
  }

  /** Takes in one message. @throws NinesError where it is to be sent again later */
  async take({ alerts, groupLabels, truncatedAlerts }: AlertNotification): Promise<void> {
    const { desk, onTaken, onTruncated, verdicts } = this.#options;
    const reports = alerts.flatMap((alert) => reportOf(alert) ?? []);
    const firing = await desk.firingLike(reports);
    const isAsked = reports.some((report) => isDoubtful(report, firing));
    await desk.takeAlerts(isAsked ? believed(reports, firing, await verdicts.ask()) : reports);
    onTaken(alerts.length);
    if (truncatedAlerts > 0) onTruncated(groupLabels);
  }
}

/** Whether somebody has to be asked: it is over, or one that began earlier may be. */
function isDoubtful({ fingerprint, startsAt, status }: ReportedAlert, firing: readonly TakenAlert[]): boolean {
  if (status === 'resolved') return true;
  return firing.some((alert) => alert.fingerprint === fingerprint && alert.startsAt < startsAt);
}
