/** How long what must last until people are told, ms. */

/** A service without a ready instance. */
export const DOWN_AFTER_MS = 1_000;

/** The same while its instances are replaced in good order and none has crashed: some cannot run twice at a time. */
export const PLANNED_DOWN_AFTER_MS = 10_000;

/** A service that was never ready gets this long for its first start. */
export const FIRST_START_MS = 60_000;

/** A part of monitoring without a ready instance: it loses minutes of figures, no traffic. */
export const MONITORING_DOWN_AFTER_MS = 5_000;

/** A part that runs and does not answer. */
export const UNREACHABLE_AFTER_MS = 10_000;

/** An instance that was ready and is not. */
export const PROBE_FAILING_AFTER_MS = 10_000;

/** How much longer a service with dependencies is waited for: they may fail a moment after what depends on them. */
export const DEPENDENCY_WAIT_MS = 250;

/** A sign of trouble this long ago leaves open whether a dependency is going down. */
export const SUSPICION_MS = 1_500;

/** Most that the suspicion of dependencies can hold an alert back. */
export const LONGEST_SUSPICION_MS = 2_000;

/** What depends on a service that was down has this long to come back by itself. */
export const COME_BACK_MS = 10_000;

/** How long rules may go on about an outage that is over: a few scrapes and evaluations. */
export const RECOVERING_MS = 30_000;

/** How long a jump of the wall clock is told of. */
export const CLOCK_JUMP_TOLD_MS = 600_000;
