/**
 * The life of alerts towards Alertmanager, which forgets: what is active is said again and again, what is over for a
 * while. Pure; times are wall-clock ms.
 */
import { alertKey } from '@nines/incidents';
import type { Alert } from '@nines/kernel';

/** An alert as Alertmanager takes it. @see Alertmanager API v2, `postableAlert` */
export interface PostableAlert extends Alert {
  readonly endsAt: string;
}

/** What has been said, by the alerts' keys. */
export interface PostedAlerts {
  /** `claimedAt`: when it began by whoever raised it, which may be later than now once the clock was set back. */
  readonly active: ReadonlyMap<string, { readonly alert: Alert; readonly claimedAt: string }>;
  readonly over: ReadonlyMap<string, { readonly alert: Alert; readonly endedMs: number }>;
}

/** Who says nothing for so long is taken for dead, and its alerts for over, ms. */
const HOLDS_MS = 30_000;
/** That an alert is over is repeated so long: a post may have been lost, or Alertmanager been restarted, ms. */
const REPEATED_MS = 300_000;

export const NOTHING_POSTED: PostedAlerts = { active: new Map(), over: new Map() };

/** Takes over what is wrong now. `changed`: something began or is over, so that it is to be said at once. */
export function replaceAlerts(
  posted: PostedAlerts,
  alerts: readonly Alert[],
  nowMs: number,
): { readonly posted: PostedAlerts; readonly changed: boolean } {
  const active = new Map(alerts.map((alert) => [alertKey(alert.labels), takeOver(posted, alert, nowMs)]));
  const ended = [...posted.active].filter(([key]) => !active.has(key));
  const over = new Map(
    [...posted.over]
      .map(([key, { alert, endedMs }]) => [key, { alert, endedMs: Math.min(endedMs, nowMs) }] as const)
      .filter(([key, { endedMs }]) => !active.has(key) && nowMs < endedMs + REPEATED_MS),
  );
  for (const [key, { alert }] of ended) over.set(key, { alert, endedMs: nowMs });
  const began = [...active].some(([key, { claimedAt }]) => posted.active.get(key)?.claimedAt !== claimedAt);
  return { posted: { active, over }, changed: began || ended.length > 0 };
}

/** The same beginning stays the same, whatever the clock did since. */
function takeOver({ active }: PostedAlerts, alert: Alert, nowMs: number): { alert: Alert; claimedAt: string } {
  const claimedAt = alert.startsAt;
  const before = active.get(alertKey(alert.labels));
  const startsAt = before?.claimedAt === claimedAt ? before.alert.startsAt : claimedAt;
  return { alert: { ...alert, startsAt: notAfter(nowMs, startsAt) }, claimedAt };
}

/**
 * What is to be posted now. Nothing in it begins after now or after its end, also where the clock was set back: one such
 * alert, and Alertmanager refuses the whole post.
 *
 * @see Alertmanager 0.25, types/types.go, `Alert.Validate`
 */
export function postable({ active, over }: PostedAlerts, nowMs: number): readonly PostableAlert[] {
  const post = (alert: Alert, endsMs: number): PostableAlert => {
    const startsAt = notAfter(Math.min(nowMs, endsMs), alert.startsAt);
    return { ...alert, startsAt, endsAt: new Date(endsMs).toISOString() };
  };
  return [
    ...[...active.values()].map(({ alert }) => post(alert, nowMs + HOLDS_MS)),
    ...[...over.values()].map(({ alert, endedMs }) => post(alert, Math.min(endedMs, nowMs))),
  ];
}

function notAfter(latestMs: number, at: string): string {
  return Date.parse(at) <= latestMs ? at : new Date(latestMs).toISOString();
}
