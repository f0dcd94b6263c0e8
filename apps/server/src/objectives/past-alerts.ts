/**
 * Alerts about a burning budget, as the event log remembers them. Those that an earlier version wrote down do not say
 * whose they are: they count.
 */
import { platformOf } from '@nines/kernel';
import type { EventLog, RecordedEvent } from '@nines/kernel';
import type { Interval, Objective, PastAlert } from '@nines/slo';
import { z } from 'zod';

const TYPES = ['alert.fired', 'alert.resolved'];
const PAGE = 1_000;
/** Of alerts about one service: more would have to be looked at by other means. */
const MOST_PAGES = 100;

const alertSchema = z.object({
  fingerprint: z.string(),
  startsAt: z.string(),
  labels: z.looseObject({
    alertname: z.literal('ErrorBudgetBurn'),
    slo: z.string(),
    severity: z.enum(['critical', 'warning']),
    windows: z.string(),
  }),
});

/** Those that fired at some time of the interval, in the order in which they began. */
export async function pastAlerts(
  log: Pick<EventLog, 'read'>,
  platform: string,
  { service, name }: Pick<Objective, 'service' | 'name'>,
  { startMs, endMs }: Interval,
): Promise<readonly PastAlert[]> {
  const alerts = new Map<string, PastAlert>();
  for (let after = 0, page = 0; page < MOST_PAGES; page += 1) {
    const events = await log.read(after, PAGE, { types: TYPES, subject: service });
    for (const event of events) if ((platformOf(event) ?? platform) === platform) take(alerts, event, name);
    const last = events.at(-1);
    if (last === undefined || events.length < PAGE) break;
    after = last.sequence;
  }
  return [...alerts.values()]
    .filter(({ startedAtMs, easedAtMs }) => startedAtMs < endMs && (easedAtMs ?? Infinity) > startMs)
    .sort((one, other) => one.startedAtMs - other.startedAtMs);
}

function take(alerts: Map<string, PastAlert>, { type, data, time }: RecordedEvent, slo: string): void {
  const alert = alertSchema.safeParse(data).data;
  if (alert?.labels.slo !== slo) return;
  const { severity, windows } = alert.labels;
  const easedAtMs = type === 'alert.resolved' ? Date.parse(time) : null;
  alerts.set(`${alert.fingerprint}:${alert.startsAt}`, {
    tier: windows,
    severity,
    startedAtMs: Date.parse(alert.startsAt),
    easedAtMs,
  });
}
