/**
 * Whose an event is, where several platforms share one log. Names of platforms are DNS labels: no `/` and no `:` is in
 * them. What earlier versions wrote of alerts and budgets does not say whose it is.
 */
import type { NewEvent, RecordedEvent } from './event-log.ts';

const OF_A_PLATFORM = /^(?:alert|budget|incident)\.[a-z-]+:([a-z][-a-z0-9]*)\//;
const OF_AN_INCIDENT = /^incident:(?:([a-z][-a-z0-9]*)\/)?(\d+)$/;

/** Id of what happened to a platform's alerts, budgets and incidents. @param what - unique among those of the type */
export function platformEventId(type: string, platform: string, what: string): string {
  return `${type}:${platform}/${what}`;
}

/** Name of the platform whose event it is; undefined where neither its id nor its incident says so. */
export function platformOf({
  id,
  correlationId,
}: Pick<NewEvent | RecordedEvent, 'correlationId' | 'id'>): string | undefined {
  return OF_A_PLATFORM.exec(id)?.[1] ?? correlatedIncident(correlationId)?.platform;
}

/** What the events of an incident have in common, as `correlationId`. */
export function incidentCorrelation(platform: string, number: number): string {
  return `incident:${platform}/${number}`;
}

/** Which incident a `correlationId` means; null where it means none. `platform`: undefined where it does not say. */
export function correlatedIncident(
  correlationId: string | null | undefined,
): { readonly platform: string | undefined; readonly number: number } | null {
  const [found, platform, number] = OF_AN_INCIDENT.exec(correlationId ?? '') ?? [];
  return found === undefined ? null : { platform, number: Number(number) };
}
