/** What every alert says about itself, whoever it is about. */
import type { Catalog, Service } from '@nines/catalog';
import type { AlertSeverity, RecordingRule } from '@nines/kernel';
import type { DASHBOARD_UIDS } from '../dashboards/dashboard-uids.ts';

/** Rules that are written, tested and loaded together: one file, one group. */
export interface RuleSet {
  readonly name: string;
  readonly records: readonly RecordingRule[];
  readonly alerts: readonly Alert[];
}

/** The catalog's part of a rule set. */
export type RuleSetBuilder = (catalog: Catalog) => RuleSet;

export interface Alert {
  readonly alert: string;
  readonly severity: AlertSeverity;
  readonly about: AlertSubject;
  /** PromQL. Every series that it yields is one alert. */
  readonly expr: string;
  /** How long `expr` must hold. @defaultValue `0s` */
  readonly for?: string;
  /** What was measured, beside the threshold. A template: `$value` and `$labels` are the series' own. */
  readonly summary: string;
  /** What that means, without figures. */
  readonly description: string;
  /** Name of its runbook, where it shares one. @defaultValue `alert` */
  readonly runbook?: string;
}

/** Whom an alert is about, and who looks after that. */
export interface AlertSubject {
  /** A service, or a workload of Nines' own. */
  readonly service: string;
  readonly owner: string;
  /** Service rank. */
  readonly tier: string;
  /** `platform`: Nines itself and the machine below it. */
  readonly scope: 'application' | 'platform';
  readonly dashboard: keyof typeof DASHBOARD_UIDS;
}

/** The label that stands for a service without an owner: routes need something to match. */
const NO_OWNER = 'none';

/** Who answers for Nines itself. */
const PLATFORM_OWNER = 'nines';

export function aboutService(service: Service, dashboard: AlertSubject['dashboard'] = 'service'): AlertSubject {
  return {
    service: service.name,
    owner: service.owner ?? NO_OWNER,
    tier: String(service.tier),
    scope: 'application',
    dashboard,
  };
}

/** Of a service that only a document speaks of: it has no owner. */
export function aboutUnknownService(service: string, dashboard: AlertSubject['dashboard']): AlertSubject {
  return { service, owner: NO_OWNER, tier: '3', scope: 'application', dashboard };
}

/** @param workload one of Nines' own: `nines-prometheus`, `mesh` */
export function aboutPlatform(workload: string, dashboard: AlertSubject['dashboard'] = 'overview'): AlertSubject {
  return { service: workload, owner: PLATFORM_OWNER, tier: '1', scope: 'platform', dashboard };
}
