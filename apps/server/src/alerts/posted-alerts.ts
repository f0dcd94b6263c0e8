/**
 * The life of alerts towards Alertmanager, which forgets: what is active is said again and again, what is over for a
 * while. Pure; times are wall-clock ms.
 */
import type { Alert } from '@nines/kernel';
import { alertKey } from './alert-key.ts';

/** An alert as Alertmanager takes it. @see Alertmanager API v2, `postableAlert` */
export interface PostableAlert extends Alert {
  readonly endsAt: string;
}

/** What has been said, by the alerts' keys. */
export interface PostedAlerts {
  readonly active: ReadonlyMap<string, Alert>;
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
  const active = new Map(alerts.map((alert) => [alertKey(alert.labels), alert]));
  const over = new Map(
    [...posted.over].filter(([key, { endedMs }]) => !active.has(key) && nowMs < endedMs + REPEATED_MS),
  );
  const ended = [...posted.active].filter(([key]) => !active.has(key));
  for (const [key, alert] of ended) over.set(key, { alert, endedMs: nowMs });
  const began = [...active].some(([key, { startsAt }]) => posted.active.get(key)?.startsAt !== startsAt);
  return { posted: { active, over }, changed: began || ended.length > 0 };
}

/** What is to be posted now. */
export function postable({ active, over }: PostedAlerts, nowMs: number): readonly PostableAlert[] {
  const holdsUntil = new Date(nowMs + HOLDS_MS).toISOString();
  return [
    ...[...active.values()].map((alert) => ({ ...alert, endsAt: holdsUntil })),
    ...[...over.values()].map(({ alert, endedMs }) => ({ ...alert, endsAt: new Date(endedMs).toISOString() })),
  ];
}
