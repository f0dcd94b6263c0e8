/** Names that every process on the database agrees on. */

/** Rung by every transaction that added events. */
export const CHANNEL = 'nines_events';

/** Advisory lock under which sequence numbers are given: "nines" in ASCII. */
export const EVENT_ORDER_LOCK = 474_215_245_171;

/** Advisory lock under which the schema is changed. */
export const MIGRATION_LOCK = EVENT_ORDER_LOCK + 1;
