/** What the API's answers are made from. */
import type { AlertList, AlertNotification, Signals } from '@nines/api';
import type { Clock, EventLog, PlatformStatus } from '@nines/kernel';

/** Methods reject with NinesError, the code of which says who is away. */
export interface ApiSources {
  readonly status: () => Promise<PlatformStatus>;
  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  readonly eventLog: () => EventLog;
  readonly signals: (signal: AbortSignal) => Promise<Signals>;
  readonly alerts: (signal: AbortSignal) => Promise<AlertList>;
  readonly notified: (notification: AlertNotification) => Promise<void>;
  readonly webhookToken: string;
  readonly clock: Clock;
  /** Ends streams. */
  readonly closing: AbortSignal;
}
