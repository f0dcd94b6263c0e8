/**
 * What documents of intakes tell of alerts, each seen in the light of what fires once those before it are taken in. Pure.
 */
import type { TakenAlert } from '@nines/kernel';
import { ended } from '../alerts/believed.ts';
import type { ReportedAlert } from '../alerts/reported-alert.ts';
import type { MappedAlert } from './mapped-document.ts';

export type FiringAlert = Pick<TakenAlert, 'fingerprint' | 'startsAt' | 'labels' | 'annotations'>;

/** Labels that say who is told: with another one it is another alert. */
const KIND = ['severity', 'drill'] as const;

const RANKS: readonly (string | undefined)[] = ['info', 'warning', 'critical'];

/** Of one fingerprint. */
interface Known {
  readonly firing: readonly FiringAlert[];
  /** When the latest began, also where it is over by now; empty where there is none. */
  readonly latestAt: string;
}

/**
 * What fires already goes on since when it does, and its end ends all of it: what a document says its beginning is may be
 * the time of the document. By another severity, or of another drill or none, it is another alert: the one before ends
 * when that begins. That something is over which does not fire is no news where it says no beginning.
 *
 * @param documents - in the order in which they came
 * @param firing - alerts of the same fingerprints that fire, the latest last
 * @param now - ISO 8601 UTC
 * @returns of each document, what is to be taken in
 */
export function reportAlerts(
  documents: readonly (readonly MappedAlert[])[],
  firing: readonly FiringAlert[],
  now: string,
): readonly (readonly ReportedAlert[])[] {
  const known = new Map<string, Known>();
  for (const [fingerprint, alike] of Map.groupBy(firing, (alert) => alert.fingerprint)) {
    known.set(fingerprint, { firing: alike, latestAt: latestOf(alike) });
  }
  return documents.map((alerts) =>
    worstOfEach(alerts).flatMap((alert) => {
      const before = known.get(alert.fingerprint) ?? { firing: [], latestAt: '' };
      const reports = alert.isFiring ? begins(alert, before, now) : ends(alert, before, now);
      known.set(alert.fingerprint, knownAfter(before, reports));
      return reports;
    }),
  );
}

/** Of what one document says to fire, without an end between, the worst: so it changes nothing when it is posted again. */
function worstOfEach(alerts: readonly MappedAlert[]): readonly MappedAlert[] {
  const counted: MappedAlert[] = [];
  const places = new Map<string, number>();
  for (const alert of alerts) {
    const place = places.get(alert.fingerprint);
    const other = place === undefined ? undefined : counted[place];
    if (place !== undefined && other?.isFiring === true && alert.isFiring) {
      if (rank(alert) > rank(other)) counted[place] = alert;
    } else {
      places.set(alert.fingerprint, counted.push(alert) - 1);
    }
  }
  return counted;
}

/** What is real is worse than any drill. */
function rank({ labels: { drill, severity } }: MappedAlert): number {
  return (drill === undefined ? RANKS.length : 0) + RANKS.indexOf(severity);
}

function latestOf(alerts: readonly Pick<FiringAlert, 'startsAt'>[], before = ''): string {
  return alerts.reduce((latest, { startsAt }) => (startsAt > latest ? startsAt : latest), before);
}

function begins(
  { isFiring: _, ...alert }: MappedAlert,
  { firing, latestAt }: Known,
  now: string,
): readonly ReportedAlert[] {
  const since = (startsAt: string): ReportedAlert => ({ ...alert, startsAt, endsAt: null, status: 'firing' });
  const latest = firing.at(-1);
  if (latest === undefined) return [since(alert.startsAt ?? notAt(latestAt, now))];
  if (KIND.every((label) => latest.labels[label] === alert.labels[label])) return [since(latest.startsAt)];
  const { startsAt: said } = alert;
  const startsAt = said !== null && said > latestAt && said <= now ? said : notAt(latestAt, now);
  return [...firing.map((each) => ({ ...ended(each, startsAt), ifFiring: true as const })), since(startsAt)];
}

/** Now, or right after what began: alerts that are alike are told apart by their beginnings, to the millisecond. */
function notAt(latestAt: string, now: string): string {
  return now > latestAt ? now : new Date(Date.parse(latestAt) + 1).toISOString();
}

function ends({ isFiring: _, ...alert }: MappedAlert, { firing }: Known, now: string): readonly ReportedAlert[] {
  const { startsAt, endsAt } = alert;
  const report = { ...alert, endsAt: endsAt ?? now, status: 'resolved' as const };
  const known = firing.filter((each) => !isEarlier(alert, each.startsAt));
  if (known.length === 0) return startsAt === null ? [] : [{ ...report, startsAt }];
  return known.map((each) => ({ ...report, startsAt: each.startsAt, ...(endsAt === null && { ifFiring: true }) }));
}

/** Whether it began and ended before that: it is told late. */
function isEarlier({ endsAt, startsAt }: Pick<MappedAlert, 'endsAt' | 'startsAt'>, since: string): boolean {
  return startsAt !== null && endsAt !== null && startsAt < since && endsAt < since;
}

function knownAfter({ firing, latestAt }: Known, reports: readonly ReportedAlert[]): Known {
  const told = new Set(reports.map(({ startsAt }) => startsAt));
  const others = firing.filter(({ startsAt }) => !told.has(startsAt));
  return {
    firing: [...others, ...reports.filter(({ status }) => status === 'firing')],
    latestAt: latestOf(reports, latestAt),
  };
}
