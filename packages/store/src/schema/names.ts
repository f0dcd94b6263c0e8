/** Names that every process on the database agrees on. */

/** Rung by every transaction that added events. */
export const CHANNEL = 'nines_events';

/** Rung by every transaction that has something to be told. */
export const OUTBOX_CHANNEL = 'nines_outbox';

/** Advisory lock under which sequence numbers are given: "nines" in ASCII. */
export const EVENT_ORDER_LOCK = 474_215_245_171;

/** First half of the advisory locks that the right to deliver rests on; the second is the lease's `lock`: "nine". */
export const OUTBOX_LOCK = 1_852_403_301;
