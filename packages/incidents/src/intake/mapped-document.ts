/** What comes of a foreign document. */
import type { IntakeField } from '@nines/catalog';

/** An alert as a foreign document has it. */
export interface MappedAlert {
  /** `<intake>:<id>`, or with a digest of what tells alerts apart where there is no id. */
  readonly fingerprint: string;
  readonly isFiring: boolean;
  /** ISO 8601 UTC; null where the document does not say. */
  readonly startsAt: string | null;
  /** The same of its end; null also where it fires. */
  readonly endsAt: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What is wrong with a document, and where. */
export interface IntakeFault {
  /** Number of the alert in the document, from 0; null where the document as a whole is meant. */
  readonly alert: number | null;
  readonly field: IntakeField | 'alerts';
  /** Dotted path where it was looked for; null where none is given. */
  readonly path: string | null;
  readonly message: string;
}

export interface MappedDocument {
  /** Empty where something is wrong: of a document all is taken, or nothing. */
  readonly alerts: readonly MappedAlert[];
  readonly faults: readonly IntakeFault[];
}
