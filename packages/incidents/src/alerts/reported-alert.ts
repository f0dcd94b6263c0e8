/** An alert as whoever watches tells of it, whichever way it came in. */
import type { TakenAlert } from '@nines/kernel';

export interface ReportedAlert extends Pick<
  TakenAlert,
  'fingerprint' | 'startsAt' | 'endsAt' | 'labels' | 'annotations'
> {
  readonly status: 'firing' | 'resolved';
  /** ISO 8601 UTC with milliseconds, as `Date.toISOString` writes it. */
  readonly startsAt: string;
  /** In the same form; null while it fires. */
  readonly endsAt: string | null;
}
