/** Alerts in the words that rules and routes agree on. */
import type { Alert, AlertSeverity } from '@nines/kernel';
import type { DetectionState, Moment } from './model.ts';
import { placeOf } from './topology.ts';
import type { Place } from './topology.ts';

/** What a detector has to say. */
export interface Finding {
  readonly alertname: string;
  readonly severity: AlertSeverity;
  /** A service, or a workload of Nines' own. */
  readonly service: string;
  /** Labels that tell alerts of one name and service apart. */
  readonly about?: Readonly<Record<string, string>>;
  /** When the trouble began. */
  readonly since: Moment;
  /**
   * When it was told first, which is what an alert starts at: Alertmanager does not wait for a cause to silence its
   * consequences where an alert arrives that is older than this wait.
   *
   * @see Alertmanager 0.25, dispatch/dispatch.go, `aggrGroup.insert`
   */
  readonly fired: Moment;
  /** With numbers. */
  readonly summary: string;
  readonly description: string;
}

/** Where to look first, as a path of Grafana. @see packages/render, `dashboards/dashboard-uids.ts` */
const DASHBOARDS: Readonly<Record<Place['scope'], (service: string) => string>> = {
  application: (service) => `/d/nines-service?var-service=${service}`,
  platform: () => '/d/nines-overview',
};

export function alertOf({ topology }: DetectionState, finding: Finding): Alert {
  const { alertname, severity, service, about = {}, since, fired, summary, description } = finding;
  const { owner, tier, scope, runbook } = placeOf(topology, service);
  const runbookUrl = runbook ?? `${topology.runbooks}/${alertname}.md`;
  const dashboard = `${topology.dashboards}${DASHBOARDS[scope](service)}`;
  return {
    labels: { alertname, severity, service, owner, tier, scope, origin: 'detector', ...about },
    annotations: { summary, description, runbook_url: runbookUrl, dashboard, since: since.at },
    startsAt: fired.at,
  };
}
