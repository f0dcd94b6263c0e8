/** What the API's answers are made from. */
import type { AlertList, AlertNotification, Signals } from '@nines/api';
import type { Clock, EventLog, PlatformStatus } from '@nines/kernel';
import type { AccessSources } from '../../access/routes/access-sources.ts';
import type { Backups } from '../../backup/backups.ts';
import type { Credits } from '../../objectives/credits.ts';
import type { Reviews } from '../../objectives/reviews.ts';
import type { ChatSources, IncidentSources, NotifyTests, SilenceSources } from './incident-sources.ts';
import type { IncidentDesk, IntakeDoor, WhyTold } from '../../incidents/incident-desk.ts';
import type { ObjectiveAnswers } from '../../objectives/answers.ts';

/** Methods reject with NinesError, the code of which says who is away. */
export interface ApiSources {
  readonly status: () => Promise<PlatformStatus>;
  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  readonly eventLog: () => EventLog;
  readonly signals: (signal: AbortSignal) => Promise<Signals>;
  readonly alerts: (signal: AbortSignal) => Promise<AlertList>;
  readonly objectives: Pick<ObjectiveAnswers, 'list' | 'show' | 'spending'>;
  readonly credits: Pick<Credits, 'month'>;
  readonly reviews: Pick<Reviews, 'review' | 'signOff'>;
  readonly incidents: IncidentSources;
  readonly command: IncidentDesk['command'];
  readonly why: WhyTold;
  readonly silences: SilenceSources;
  readonly intake: IntakeDoor;
  readonly notifyTests: NotifyTests;
  readonly chat: ChatSources;
  readonly backups: Pick<Backups, 'restore' | 'take'>;
  readonly notified: (notification: AlertNotification) => Promise<void>;
  readonly webhookToken: string;
  readonly access: AccessSources;
  readonly clock: Clock;
  /** Ends streams. */
  readonly closing: AbortSignal;
}
