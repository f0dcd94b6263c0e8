/** Tables of alerts, incidents and what is to be told of them, as the driver returns them: a bigint is a string. */
import type {
  DeliveryState,
  Incident,
  IncidentSeverity,
  IncidentStatus,
  Notification,
  ThreadReference,
} from '@nines/kernel';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Of each platform that decided once. */
export interface IncidentRevisionsTable {
  readonly platform: string;
  readonly revision: string;
  readonly last_number: number;
}

export interface AlertsTable {
  readonly platform: string;
  readonly fingerprint: string;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly received_at: Date;
  readonly incident: number | null;
}

/** The document is the incident; what is searched by is repeated beside it. */
export interface IncidentsTable {
  readonly platform: string;
  readonly number: number;
  readonly status: IncidentStatus;
  readonly severity: IncidentSeverity;
  readonly drill: string | null;
  readonly services: readonly string[];
  readonly started_at: Date;
  readonly resolved_at: Date | null;
  readonly merged_into: number | null;
  /** Corrective actions that are not done. */
  readonly has_open_actions: boolean;
  readonly document: Incident;
}

export interface AnsweredCommandsTable {
  readonly platform: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly answer: unknown;
  readonly answered_at: Date;
}

export interface HeartbeatsTable {
  readonly platform: string;
  readonly name: string;
  readonly beat_at: Date;
  readonly excused_until: Date | null;
}

export interface OutboxTable {
  readonly id: GeneratedAlways<string>;
  readonly platform: string;
  readonly key: string;
  readonly channel: string;
  readonly incident: number | null;
  readonly notification: Notification;
  readonly state: Generated<DeliveryState>;
  readonly attempts: Generated<number>;
  readonly decided_at: Date;
  readonly due_at: Date;
  readonly sent_at: Date | null;
  readonly failure: string | null;
  readonly bundle: string | null;
}

/** What channels need to go on where they left off. */
export interface OutboxThreadsTable {
  readonly platform: string;
  readonly channel: string;
  readonly incident: number;
  readonly reference: ThreadReference;
}

/** Who delivers holds the advisory lock (`OUTBOX_LOCK`, `lock`); how often that changed is the epoch. */
export interface OutboxLeasesTable {
  readonly platform: string;
  readonly lock: GeneratedAlways<number>;
  readonly epoch: ColumnType<string, string | undefined>;
}
