/**
 * Alerts that do not come by way of Alertmanager, which would hold them back itself: they are kept while a silence covers
 * them, and are of no incident until none does.
 */
import type { TakenAlert } from '@nines/kernel';
import type { ReportedAlert } from '../alerts/reported-alert.ts';

/** Annotation that says so: kept with the alert, so that a server that starts anew knows. Intakes fill in no such one. */
const HELD_BACK = 'held_back';

/** Whether it did not come by way of Alertmanager, which the colon tells. */
export function isApart(fingerprint: string): boolean {
  return fingerprint.includes(':');
}

export function isHeldBack({ fingerprint, annotations }: Pick<TakenAlert, 'fingerprint' | 'annotations'>): boolean {
  return isApart(fingerprint) && annotations[HELD_BACK] !== undefined;
}

/** The same, to be kept and no more. */
export function holdBack(report: ReportedAlert): ReportedAlert {
  return { ...report, annotations: { ...report.annotations, [HELD_BACK]: 'silence' } };
}

/** That it is to be taken in now; since when it fires stays. */
export function letThrough({ fingerprint, startsAt, labels, annotations }: TakenAlert): ReportedAlert {
  const { [HELD_BACK]: _, ...said } = annotations;
  return { fingerprint, startsAt, endsAt: null, labels, annotations: said, status: 'firing' };
}
