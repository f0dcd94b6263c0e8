/** One alert from its beginning to its end, as grouping looks at it. */
import type { TakenAlert } from '@nines/kernel';
import { isHeldBack } from '../silences/held-back.ts';

export interface Episode {
  readonly alert: TakenAlert;
  /** Null: of no incident, whatever it says. */
  readonly severity: 'critical' | 'warning' | null;
  /** Whose trouble it is: a service, or where it names none what is alike. Drills have places of their own. */
  readonly place: string;
  /** Null where it names none. */
  readonly service: string | null;
  readonly drill: string | null;
  readonly startMs: number;
  /** When what it tells of began, as far as it says so, which is no later than `startMs`. */
  readonly beganMs: number;
  /** `Infinity` while it fires. */
  readonly endMs: number;
}

const COUNTED: ReadonlySet<string | undefined> = new Set(['critical', 'warning']);

export function episodeOf(alert: TakenAlert): Episode {
  const { labels, annotations, startsAt, endsAt } = alert;
  const { severity, service = '', alertname = '', drill = '' } = labels;
  const startMs = Date.parse(startsAt);
  const sinceMs = Date.parse(annotations['since'] ?? '');
  const isSince = sinceMs >= 0 && sinceMs <= startMs; // other years are no times that can be kept
  return {
    alert,
    severity: COUNTED.has(severity) && !isHeldBack(alert) ? (severity as 'critical' | 'warning') : null,
    place: placeKey(drill, service === '' ? `?${alertname}` : service),
    service: service === '' ? null : service,
    drill: drill === '' ? null : drill,
    startMs,
    beganMs: isSince ? sinceMs : startMs,
    endMs: endsAt === null ? Infinity : Math.max(startMs, Date.parse(endsAt)),
  };
}

/** @param drill - its name; nothing where it is real */
export function placeKey(drill: string | null, service: string): string {
  return drill === null || drill === '' ? service : `${drill}\n${service}`;
}

/** What makes an alert this one and no other, however often it is told. */
export function episodeKey({ fingerprint, startsAt }: Pick<TakenAlert, 'fingerprint' | 'startsAt'>): string {
  return `${fingerprint}:${startsAt}`;
}
