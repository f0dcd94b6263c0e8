/**
 * What happened, as a record that outlives who saw it.
 *
 * @see CloudEvents 1.0, "Context Attributes": `id`, `type`, `source`, `subject`, `time`
 */

export interface NinesEvent {
  /** Unique for ever. Of the supervisor's spool `<spoolId>:<bootId>:<sequence>`; its readers use it as a cursor. */
  readonly id: string;
  /** Dotted, past tense: `instance.crashed`, `service.scaled`. */
  readonly type: string;
  /** The part that saw it: `supervisor`, `mesh`. */
  readonly source: string;
  /** What it happened to: a service or slot name, or the platform's. */
  readonly subject: string;
  /** ISO 8601 UTC. Wall clock: may go back; order is by `id`. */
  readonly time: string;
  /** Facts, never secrets. */
  readonly data: Readonly<Record<string, unknown>>;
}
