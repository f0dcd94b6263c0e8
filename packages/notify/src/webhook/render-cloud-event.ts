/**
 * Notifications as CloudEvents, for programs: everything that is known of the incident, not what is worth reading.
 *
 * @see CloudEvents 1.0, "Context Attributes"; "JSON Event Format", 2 "Attributes"
 */
import type { Notification } from '@nines/kernel';
import { beginningOf } from '../text/clean-text.ts';
import { isRecord } from '../http/answered-json.ts';

export interface NotificationEvent {
  readonly specversion: '1.0';
  /** Of the notification, the same at every attempt. ASCII without blanks. */
  readonly id: string;
  /** `/nines/PLATFORM`. */
  readonly source: string;
  /** `nines.incident.triggered` and the other reasons; `nines.notice`. */
  readonly type: string;
  /** `incident/12`; of notices nothing. */
  readonly subject?: string;
  /** When it was decided, ISO 8601 UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Readonly<Record<string, unknown>>;
}

export function renderCloudEvent(notification: Notification, platform: string): NotificationEvent {
  const { key, at } = notification;
  const common = {
    specversion: '1.0',
    id: encodeURIComponent(key.toWellFormed()).replaceAll('%3A', ':'),
    source: `/nines/${encodeURIComponent(platform.toWellFormed())}`,
    time: at,
    datacontenttype: 'application/json',
  } as const;
  if (notification.kind === 'plain') {
    const { title, text } = notification;
    return { ...common, type: 'nines.notice', data: storable({ title, text }) };
  }
  const { reason, by, incident, summary, runbookUrl, dashboardUrl } = notification;
  return {
    ...common,
    type: `nines.incident.${reason}`,
    subject: `incident/${incident.number}`,
    data: storable({ reason, by, isDrill: incident.drill !== null, summary, runbookUrl, dashboardUrl, incident }),
  };
}

/** Texts that every receiver can keep: well-formed, without NUL, not longer than 20,000 characters. */
function storable(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept = (value: unknown): unknown => {
    if (typeof value === 'string') return beginningOf(value).toWellFormed().replaceAll('\0', '');
    if (Array.isArray(value)) return value.map(kept);
    return isRecord(value) ? storable(value) : value;
  };
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, kept(value)]));
}
