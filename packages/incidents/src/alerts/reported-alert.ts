/** An alert as whoever watches tells of it, whichever way it came in. */
import type { TakenAlert } from '@nines/kernel';

export interface ReportedAlert extends Pick<TakenAlert, 'fingerprint' | 'labels' | 'annotations'> {
  readonly status: 'firing' | 'resolved';
  /** ISO 8601 UTC with milliseconds, as `Date.toISOString` writes it. */
  readonly startsAt: string;
  /** In the same form; null while it fires. */
  readonly endsAt: string | null;
  /** When somebody knew of it first, in the same form. @defaultValue now */
  readonly receivedAt?: string;
  /** Of an end that nobody said the time of: it counts only where the alert fires when it is decided about. */
  readonly ifFiring?: true;
}

/** As Alertmanager writes it: moments in any form of RFC 3339, and an end long ago for what has none. */
export interface ToldAlert extends Pick<ReportedAlert, 'fingerprint' | 'labels' | 'annotations' | 'status'> {
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Years with four digits: moments compare as text then. */
const EARLIEST_MS = Date.parse('1970-01-01T00:00:00Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59Z');

/** Undefined where it does not tell when it began. */
export function reportOf({ startsAt, endsAt, status, ...alert }: ToldAlert): ReportedAlert | undefined {
  const start = normalised(startsAt);
  if (start === undefined) return undefined;
  const { fingerprint, labels, annotations } = alert;
  const end = status === 'resolved' ? (normalised(endsAt) ?? start) : null;
  return { fingerprint, labels, annotations, status, startsAt: start, endsAt: end };
}

function normalised(moment: string): string | undefined {
  const ms = Date.parse(moment);
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? new Date(ms).toISOString() : undefined;
}
