/** The port to where alerts, incidents and what is to be told of them are kept. */
import type { NewEvent } from './event-log.ts';
import type { Incident, IncidentSeverity, IncidentStatus, TakenAlert } from './incident.ts';
import type { Notification, ThreadReference } from './notifications.ts';

/** What decisions start from, as of `revision`. */
export interface IncidentSnapshot {
  /** One more with every commit of anybody. */
  readonly revision: number;
  /** The highest number that an incident has; 0 where there is none. */
  readonly lastNumber: number;
  /** Not resolved, or with alerts that fire all the same, or resolved after what was asked for. */
  readonly incidents: readonly Incident[];
  /** Alerts that fire, and all alerts of those incidents. */
  readonly alerts: readonly TakenAlert[];
}

/** What one decision changes, all or nothing. */
export interface IncidentChanges {
  /** The revision that it was decided on. */
  readonly revision: number;
  readonly alerts: readonly TakenAlert[];
  readonly incidents: readonly Incident[];
  /** To be told, in this order. */
  readonly messages: readonly NewMessage[];
  /** That explain it. */
  readonly events: readonly NewEvent[];
  /** Commands of people that this carries out, with what they are answered: they are not carried out again. */
  readonly answered: readonly AnsweredCommand[];
}

export interface AnsweredCommand {
  /** Idempotency key, of one person. */
  readonly key: string;
  /** Of what was asked, so that a key that is used for something else is noticed. */
  readonly fingerprint: string;
  /** JSON. */
  readonly answer: unknown;
}

/** Something to be told on one channel. */
export interface NewMessage {
  readonly channel: string;
  readonly notification: Notification;
}

export const DELIVERY_STATES = ['pending', 'sending', 'sent', 'bundled', 'superseded', 'refused', 'given-up'] as const;

export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A row of the outbox. */
export interface OutboxMessage {
  /** Ascending: what is told on one channel of one incident is told in this order. */
  readonly id: number;
  readonly channel: string;
  /** Null for what is about no incident. */
  readonly incident: number | null;
  readonly notification: Notification;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** ISO 8601 UTC. */
  readonly decidedAt: string;
  /** Not before, ISO 8601 UTC. */
  readonly dueAt: string;
  readonly sentAt: string | null;
  /** Why the last attempt failed. */
  readonly failure: string | null;
  /**
   * What it is being sent as, or was where it may have arrived: the key of one of all that one message tells of. Null
   * where it was never sent, or is known not to have arrived.
   */
  readonly bundle: string | null;
}

/** How messages went on, reported by who holds the lease. */
export interface DeliveryReport {
  readonly ids: readonly number[];
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly dueAt: string;
  readonly sentAt: string | null;
  readonly failure: string | null;
  readonly bundle: string | null;
  /** Kept for the incident on the channel, where one is given. */
  readonly thread?: { readonly channel: string; readonly incident: number; readonly reference: ThreadReference };
}

/** The right to deliver. Of those who share a database one has it at a time. */
export interface OutboxLease {
  /** Fencing token: reports of an earlier one change nothing. */
  readonly epoch: number;
  /** Aborts when the right is lost: the connection that it rests on ended. */
  readonly lost: AbortSignal;
  /**
   * Messages that are not done, oldest first, at most `limit` of each channel. Beyond them, whatever their number: all
   * that have a `bundle`, also those that were left as `sending`; and of each channel all about incidents of which one
   * of the `limit` oldest that are for `LOUD_REASONS` and were never tried tells.
   */
  pending(limit: number): Promise<readonly OutboxMessage[]>;
  threads(incidents: readonly number[]): Promise<readonly NonNullable<DeliveryReport['thread']>[]>;
  /** Keeps them, and the events that tell of them. False, and nothing, where somebody else has the right by now. */
  report(reports: readonly DeliveryReport[], events?: readonly NewEvent[]): Promise<boolean>;
  /** Gives the right away; `lost` aborts. */
  release(): Promise<void>;
}

export interface IncidentFilter {
  readonly statuses?: readonly IncidentStatus[];
  readonly service?: string;
  readonly severities?: readonly IncidentSeverity[];
  /** Drills, or real ones; both where undefined. */
  readonly isDrill?: boolean;
  /** Whose trouble began at or after it, ISO 8601. */
  readonly since?: string;
  /** Whose trouble began before it, ISO 8601. */
  readonly until?: string;
  /** Numbers below it: the newest come first. */
  readonly before?: number;
  /** Those that were merged into this one, which are left out otherwise. */
  readonly mergedInto?: number;
  /** Only those with corrective actions that are not done. */
  readonly hasOpenActions?: boolean;
  /** Only those whose postmortem is still to be written. */
  readonly owesPostmortem?: boolean;
  readonly limit: number;
}

/** What is not kept any longer, and how much of it goes at a time. */
export interface Retention {
  /** Incidents that were over before it go, with their alerts and what was told of them, ISO 8601. */
  readonly incidentsBefore: string;
  /** Messages that were done with, and alerts of no incident that were over, before it go, ISO 8601. */
  readonly othersBefore: string;
  readonly mostIncidents: number;
  /** Messages and alerts, of each. */
  readonly mostOthers: number;
}

/** How much is gone; what went with an incident is not counted. */
export interface Pruned {
  readonly incidents: number;
  readonly alerts: number;
  readonly messages: number;
}

/** What has not been told yet on one channel. */
export interface WaitingMessages {
  readonly channel: string;
  readonly count: number;
  /** When the oldest of them was decided, ISO 8601 UTC. */
  readonly oldestAt: string;
}

/** What is kept of a heartbeat that is waited for. ISO 8601 UTC. */
export interface KeptHeartbeat {
  readonly name: string;
  /** When it was heard of last, or expected for the first time. */
  readonly beatAt: string;
  /**
   * Until when it is waited for though it is late, because nobody listened when it was due, or since when it is missing;
   * null where it is neither.
   */
  readonly excusedUntil: string | null;
}

/**
 * Of one platform. All methods reject with `STORE_UNREACHABLE` while the database is away.
 *
 * Moments are kept to the millisecond, in the form of `toISOString`: a `startsAt` that says more is found under what
 * is left of it, so that it has to be shortened before it is compared.
 */
export interface IncidentStore {
  /** Its name. */
  readonly platform: string;
  /** Whether no other platform keeps, or ever kept, incidents or objectives in the same place. */
  isAlone(): Promise<boolean>;
  load(resolvedSince: string): Promise<IncidentSnapshot>;
  /** Each of these alerts, and the latest of each of their fingerprints, as far as they were ever taken in. */
  recordedAlerts(alerts: readonly Pick<TakenAlert, 'fingerprint' | 'startsAt'>[]): Promise<readonly TakenAlert[]>;
  /** False, and nothing, where the revision is not the newest any more: load and decide again. */
  commit(changes: IncidentChanges): Promise<boolean>;
  /** Those of these keys that were used, for a week. */
  answered(keys: readonly string[]): Promise<readonly AnsweredCommand[]>;
  incident(number: number): Promise<Incident | undefined>;
  /** Newest first; without those that were merged into another, but for `mergedInto`. */
  incidents(filter: IncidentFilter): Promise<readonly Incident[]>;
  alertsOf(incident: number): Promise<readonly TakenAlert[]>;
  messagesOf(incident: number): Promise<readonly OutboxMessage[]>;
  /** Of an alert, all episodes, newest first. */
  alertEpisodes(fingerprint: string, limit: number): Promise<readonly TakenAlert[]>;
  /** Something to be told that no decision about incidents led to: a test, a channel that fails. Once for each key. */
  tell(messages: readonly NewMessage[]): Promise<void>;
  /** What became of messages, by the keys of their notifications. */
  messages(keys: readonly string[]): Promise<readonly OutboxMessage[]>;
  /** Of each channel that something waits for. */
  waitingMessages(): Promise<readonly WaitingMessages[]>;
  /**
   * Forgets what is older, the oldest first. An incident stays while it, or what it became a part of, is open, while an
   * alert of it fires, something waits to be told of it, a corrective action is not done or it owes a postmortem. What was
   * told of an open incident stays.
   */
  prune(retention: Retention): Promise<Pruned>;
  heartbeats(): Promise<readonly KeptHeartbeat[]>;
  /** In place of what was kept of the same names. */
  keepHeartbeats(heartbeats: readonly KeptHeartbeat[]): Promise<void>;
  /**
   * Resolves as soon as there may be something new to deliver: somebody committed a message since this resolved last,
   * some seconds passed, or `signal` aborted. For one listener.
   */
  rung(signal: AbortSignal): Promise<void>;
  /** Resolves as soon as nobody else delivers. Rejects with `signal.reason` when it aborts. */
  acquireOutbox(signal: AbortSignal): Promise<OutboxLease>;
}
