/**
 * What of Alertmanager's messages is true. That an alert is over it may tell falsely: whoever posts it was away for too
 * long. So whoever raised the alert has the last word.
 */
import type { TakenAlert } from '@nines/kernel';
import type { ReportedAlert } from './reported-alert.ts';
import type { AskedAlert, Verdict } from './verdicts.ts';

/** By these, Alertmanager may be believed that an alert is over. */
const BELIEVED: ReadonlySet<Verdict> = new Set(['over', 'another', 'unheard']);

/**
 * What a message does not show stays as it is: it may have been shortened.
 *
 * @param firing - alerts that fire, as far as is known
 * @returns what is to be taken in of the message, and the ends that follow from it: Alertmanager knows one alert by its
 *   labels, so that an earlier one of which it tells no more is over where nobody claims it, as is one that was raised
 *   again while it was the same to Alertmanager
 */
export function believed(
  reports: readonly ReportedAlert[],
  firing: readonly TakenAlert[],
  verdictOf: (alert: AskedAlert) => Verdict,
): readonly ReportedAlert[] {
  const ofFingerprint = Map.groupBy(firing, ({ fingerprint }) => fingerprint);
  return reports.flatMap((report) => {
    const alike = ofFingerprint.get(report.fingerprint) ?? [];
    if (report.status === 'resolved') {
      if (!BELIEVED.has(verdictOf(report))) return [];
      const again = alike.filter((alert) => isSince(alert, report) && verdictOf(alert) === 'unheard');
      return [report, ...again.map((alert) => ended(alert, report.endsAt ?? alert.startsAt))];
    }
    const earlier = alike.filter(({ startsAt }) => startsAt < report.startsAt);
    const past = earlier.filter((alert) => BELIEVED.has(verdictOf(alert)));
    return [...past.map((alert) => ended(alert, report.startsAt)), report];
  });
}

/** Whether it got a new beginning here while it was the same alert to Alertmanager. */
function isSince({ startsAt }: TakenAlert, report: ReportedAlert): boolean {
  return startsAt > report.startsAt && startsAt <= (report.endsAt ?? '');
}

/** That an alert was over by then. */
export function ended(
  {
    fingerprint,
    startsAt,
    labels,
    annotations,
  }: Pick<TakenAlert, 'fingerprint' | 'startsAt' | 'labels' | 'annotations'>,
  endsAt: string,
): ReportedAlert {
  return {
    fingerprint,
    startsAt,
    endsAt: endsAt < startsAt ? startsAt : endsAt,
    labels,
    annotations,
    status: 'resolved',
  };
}
