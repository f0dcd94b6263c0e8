/** What the rest of the server asks of those who deal with alerts and incidents. */
import type { AlertNotification } from '@nines/api';
import type { AlertSelector, WhyAnswer } from '@nines/incidents';
import type { Incident, IncidentCommand, NewEvent } from '@nines/kernel';

/** All reject with `STORE_UNREACHABLE` while the database is away, and with `SERVER_BUSY` where too much waits. */
export interface IncidentDesk {
  /**
   * Carries out what a person wants, once for its key.
   *
   * @param records - events that are kept with it, or not at all
   * @throws NinesError `INCIDENT_UNKNOWN`, `INCIDENT_ILLEGAL_TRANSITION`, `API_KEY_REUSED` where the key was used for something else
   */
  command(command: IncidentCommand, records?: readonly NewEvent[]): Promise<Incident>;
  /** Takes in what Alertmanager tells; resolves when it is kept. */
  take(notification: AlertNotification): Promise<void>;
}

/** Doors for what other systems post. Tokens are compared in constant time by the caller. */
export interface IntakeDoor {
  /** What has to be shown as bearer token. @throws NinesError `API_NOT_FOUND` where there is no such intake */
  intakeToken(name: string): string;
  /**
   * Takes in a document of that intake; resolves when its alerts are kept.
   *
   * @returns how many alerts it held
   * @throws NinesError `API_NOT_FOUND`; `INTAKE_UNUSABLE` with all faults in its message
   */
  takeDocument(name: string, document: unknown): Promise<number>;
  /** @throws NinesError `API_NOT_FOUND` where there is no such heartbeat */
  heartbeatToken(name: string): string;
  /** It was heard of; resolves when that is kept. @throws NinesError `API_NOT_FOUND` */
  beat(name: string): Promise<void>;
}

/** @throws NinesError `API_NOT_FOUND` where nobody knows of such an alert */
export type WhyTold = (selector: AlertSelector, signal: AbortSignal) => Promise<WhyAnswer>;
