/** What every alert says of whom it is about, and where to read on. */
import type { Monitoring } from '@nines/catalog';
import { DASHBOARD_UIDS } from '../dashboards/dashboard-uids.ts';
import type { AlertSubject } from './alert.ts';

/** What links begin with. */
export type Links = Pick<Monitoring, 'runbooks' | 'dashboards'>;

/** Routes and inhibitions go by these labels. */
export function subjectLabels({ service, owner, tier, scope }: AlertSubject): Readonly<Record<string, string>> {
  return { service, owner, tier, scope, origin: 'rule' };
}

/** @param runbook - its name, `TargetDown` */
export function linkAnnotations(
  runbook: string,
  about: AlertSubject,
  { runbooks, dashboards = '' }: Links,
): Readonly<Record<string, string>> {
  return { runbook_url: `${runbooks}/${runbook}.md`, dashboard: `${dashboards}${dashboardPath(about)}` };
}

/** At what it is about, where the dashboard lets one choose. @see Grafana documentation, "Manage dashboard links" */
function dashboardPath({ service, scope, dashboard }: AlertSubject): string {
  const path = `/d/${DASHBOARD_UIDS[dashboard]}`;
  return scope === 'application' ? `${path}?var-service=${service}` : path;
}
