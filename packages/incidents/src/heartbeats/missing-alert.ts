/** That a heartbeat is missing, in the words that rules and routes agree on. */
import type { Catalog, Heartbeat } from '@nines/catalog';
import type { Alert } from '@nines/kernel';

export const HEARTBEAT_MISSING = 'HeartbeatMissing';

/** @param beatAt - when it was heard of last; `missingAt`: since when it is missing; both ISO 8601 UTC */
export function missingAlert(
  { services, monitoring }: Catalog,
  { name, service, severity }: Heartbeat,
  { beatAt, missingAt }: { readonly beatAt: string; readonly missingAt: string },
): Alert {
  const place = services.find((each) => each.name === service);
  return {
    labels: {
      alertname: HEARTBEAT_MISSING,
      severity,
      ...(service !== undefined && { service }),
      owner: place?.owner ?? 'none',
      tier: String(place?.tier ?? 3),
      scope: 'application',
      origin: 'detector',
      heartbeat: name,
    },
    annotations: {
      summary: `nothing was heard of ${name} in time`,
      description: `${name} called for the last time at ${beatAt}. Look whether it runs, and whether it reaches the server.`,
      runbook_url: `${monitoring.runbooks}/${HEARTBEAT_MISSING}.md`,
    },
    startsAt: missingAt,
  };
}
