/** Alerts in the words that rules and routes agree on. */
import type { Alert, AlertSeverity } from '@nines/kernel';
import type { DetectionState } from './model.ts';
import { placeOf } from './topology.ts';

/** What a detector has to say. */
export interface Finding {
  readonly alertname: string;
  readonly severity: AlertSeverity;
  /** A service, or a workload of Nines' own. */
  readonly service: string;
  /** Labels that tell alerts of one name and service apart. */
  readonly about?: Readonly<Record<string, string>>;
  /** ISO 8601 UTC. */
  readonly startsAt: string;
  /** With numbers. */
  readonly summary: string;
  readonly description: string;
}

/** Where to look first. @see packages/render, `dashboards/dashboard-uids.ts` */
const DASHBOARDS = { application: 'nines-service', platform: 'nines-overview' } as const;

export function alertOf({ topology }: DetectionState, finding: Finding): Alert {
  const { alertname, severity, service, about = {}, startsAt, summary, description } = finding;
  const { owner, tier, scope, runbook } = placeOf(topology, service);
  const runbookUrl = runbook ?? `${topology.runbooks}/${alertname}.md`;
  return {
    labels: { alertname, severity, service, owner, tier, scope, origin: 'detector', ...about },
    annotations: { summary, description, runbook_url: runbookUrl, dashboard: DASHBOARDS[scope] },
    startsAt,
  };
}
