/** Names that every process on the database agrees on. */

/** Rung by every transaction that added events. */
export const CHANNEL = 'nines_events';

/** Advisory lock under which sequence numbers are given: "nines" in ASCII. */
export const EVENT_ORDER_LOCK = 474_215_245_171;
