/** How fast an alert is told, and how often again, by how bad it is and who listens. */
import { durationText } from '../duration.ts';
import type { Route } from './document.ts';

export type RoutedSeverity = 'critical' | 'warning' | 'info';

/** Programs hear again soon, so that what they missed is made good; people only as a reminder. */
export type Listener = 'program' | 'person';

interface Pace {
  /** From the first alert of a group to its message, ms: time for a cause to silence its consequences. */
  readonly waitMs: number;
  /** Between messages of a group whose alerts change, ms. */
  readonly intervalMs: number;
  /** Until a message is said again though nothing changed, ms. */
  readonly repeatMs: Readonly<Record<Listener, number>>;
}

const HALF_SECOND = 500;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * With no wait at all inhibition comes too late; 500 ms was always enough. An interval of 0 is refused. A group lives on
 * for half a minute after its last alert, and the next one in it waits for the interval instead: it is as short.
 */
const PACES: Readonly<Record<RoutedSeverity, Pace>> = {
  critical: { waitMs: HALF_SECOND, intervalMs: HALF_SECOND, repeatMs: { program: 5 * MINUTE, person: 4 * HOUR } },
  warning: { waitMs: 10 * SECOND, intervalMs: 30 * SECOND, repeatMs: { program: HOUR, person: 24 * HOUR } },
  info: { waitMs: 30 * SECOND, intervalMs: 5 * MINUTE, repeatMs: { program: 4 * HOUR, person: 24 * HOUR } },
};

export const ROUTED_SEVERITIES: readonly RoutedSeverity[] = ['critical', 'warning', 'info'];

/** The fields of a route that say when. */
export function paceOf(
  severity: RoutedSeverity,
  listener: Listener,
): Required<Pick<Route, 'group_wait' | 'group_interval' | 'repeat_interval'>> {
  const { waitMs, intervalMs, repeatMs } = PACES[severity];
  return {
    group_wait: durationText(waitMs),
    group_interval: durationText(intervalMs),
    repeat_interval: durationText(repeatMs[listener]),
  };
}
