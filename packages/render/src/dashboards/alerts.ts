/** What is wrong, what was, and whether the alerting itself works. */
import * as units from '@grafana/grafana-foundation-sdk/units';

import { DASHBOARD_UIDS } from './dashboard-uids.ts';
import { redFrom } from './objectives.ts';
import type { DashboardSpec, PanelSpec, RowSpec } from './panel-spec.ts';
import { one, ratePerSecond } from './signals.ts';

const CHOSEN = 'severity=~"$severity",service=~"$service"';

export function alertsDashboard(): DashboardSpec {
  return {
    uid: DASHBOARD_UIDS.alerts,
    title: 'Nines / Alerts',
    description: 'Alerts that fire and that are about to, and whether the alerting itself works.',
    variables: [
      { name: 'severity', label: 'Severity', query: 'label_values(ALERTS, severity)' },
      { name: 'service', label: 'Service', query: 'label_values(ALERTS, service)' },
    ],
    rows: [
      { title: 'Now', panels: nowPanels() },
      { title: 'Alerts', panels: alertPanels() },
      { title: 'Alertmanager', panels: deliveryPanels() },
      { title: 'Prometheus', panels: prometheusPanels() },
      serverRow(),
    ],
  };
}

function nowPanels(): readonly PanelSpec[] {
  const common = { kind: 'figure', unit: units.Short, width: 6, min: 0 } as const;
  return [
    {
      ...common,
      title: 'Rules firing',
      description: 'Alerts of Prometheus rules that fire, without the watchdog, which always does.',
      levels: redFrom(1),
      queries: one('count(ALERTS{alertstate="firing",alertname!="Watchdog"}) or vector(0)', 'firing'),
    },
    {
      ...common,
      title: 'Rules pending',
      description: 'Alerts whose condition holds, but not for long enough yet.',
      levels: [{ value: 1, color: 'orange' }],
      queries: one('count(ALERTS{alertstate="pending"}) or vector(0)', 'pending'),
    },
    {
      ...common,
      title: 'Detectors active',
      description: 'Alerts that come straight from the runtime: a service down, a crash loop, a full disk.',
      levels: redFrom(1),
      queries: one('sum(nines_alerts_active) or vector(0)', 'active'),
    },
    {
      ...common,
      title: 'Watchdog',
      description: 'The alert that always fires. Without it nobody would notice that alerting is broken.',
      base: 'red',
      levels: [{ value: 1, color: 'green' }],
      texts: { 0: 'silent', 1: 'on watch' },
      queries: one('max(ALERTS{alertname="Watchdog",alertstate="firing"}) or vector(0)', 'watchdog'),
    },
  ];
}

function alertPanels(): readonly PanelSpec[] {
  return [
    {
      kind: 'table',
      title: 'Firing and pending now',
      description: 'Alerts of Prometheus rules, with all their labels.',
      unit: units.Short,
      width: 24,
      emptyMeans: 'no alerts',
      queries: one(`ALERTS{${CHOSEN},alertname!="Watchdog"}`, '{{alertname}}'),
    },
    {
      kind: 'graph',
      title: 'Firing over time',
      description: 'Alerts of Prometheus rules that fired, by name.',
      unit: units.Short,
      width: 12,
      stacked: true,
      emptyMeans: 'no alerts',
      queries: one(
        `count by (alertname) (ALERTS{${CHOSEN},alertstate="firing",alertname!="Watchdog"})`,
        '{{alertname}}',
      ),
    },
    {
      kind: 'graph',
      title: 'Detectors over time',
      description: 'Alerts that came straight from the runtime, by name.',
      unit: units.Short,
      width: 12,
      stacked: true,
      emptyMeans: 'no alerts',
      queries: one('sum by (alertname, severity) (nines_alerts_active) > 0', '{{alertname}} ({{severity}})'),
    },
  ];
}

function deliveryPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  const alertmanager = 'job="nines-alertmanager"';
  return [
    {
      ...common,
      title: 'Alerts in Alertmanager',
      description: 'Active ones, and those that a silence or an inhibition holds back.',
      unit: units.Short,
      queries: one(`sum by (state) (alertmanager_alerts{${alertmanager}})`, '{{state}}'),
    },
    {
      ...common,
      title: 'Notifications',
      description: 'Notifications per second by way, and those that failed.',
      unit: units.OpsPerSecond,
      queries: [
        {
          expr: `${ratePerSecond('alertmanager_notifications_total', alertmanager, 'integration')} > 0`,
          legend: '{{integration}}',
        },
        {
          expr: `${ratePerSecond('alertmanager_notifications_failed_total', alertmanager, 'integration')} > 0`,
          legend: '{{integration}} failed',
        },
      ],
      emptyMeans: 'no notifications',
    },
    {
      ...common,
      title: 'Silences',
      description: 'Silences by state.',
      unit: units.Short,
      queries: one(`sum by (state) (alertmanager_silences{${alertmanager}})`, '{{state}}'),
    },
  ];
}

function prometheusPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  const prometheus = 'job="nines-prometheus"';
  return [
    {
      ...common,
      title: 'Targets up',
      description: 'Share of the instances of each job that Prometheus reaches.',
      unit: units.PercentUnit,
      max: 1,
      queries: one('avg by (job) (up)', '{{job}}'),
    },
    {
      ...common,
      title: 'Rule evaluation',
      description: 'Time of the last evaluation of each group of rules; it delays every alert.',
      unit: units.Seconds,
      emptyMeans: 'no rules',
      queries: one(
        `max by (rule_group) (prometheus_rule_group_last_duration_seconds{${prometheus}})`,
        '{{rule_group}}',
      ),
    },
    {
      ...common,
      title: 'Alerts that did not get through',
      description: 'Alerts per second that Prometheus could not hand to Alertmanager, and those that wait.',
      unit: units.OpsPerSecond,
      queries: [
        { expr: ratePerSecond('prometheus_notifications_dropped_total', prometheus, ''), legend: 'dropped' },
        { expr: `sum(prometheus_notifications_queue_length{${prometheus}})`, legend: 'waiting' },
      ],
    },
  ];
}

function serverRow(): RowSpec {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  return {
    title: 'Control plane',
    panels: [
      {
        ...common,
        title: 'Posts to Alertmanager',
        description: 'Posts of the detectors per second, by result.',
        unit: units.OpsPerSecond,
        queries: one('sum by (result) (rate(nines_alertmanager_posts_total[$__rate_interval]))', '{{result}}'),
      },
      {
        ...common,
        title: 'Event log',
        description: 'Events recorded per second, and how far the log is behind the runtime.',
        unit: units.Short,
        queries: [
          { expr: 'rate(nines_event_log_sequence[$__rate_interval])', legend: 'events per second' },
          { expr: 'nines_spool_lag_seconds', legend: 'seconds behind' },
        ],
      },
      {
        ...common,
        title: 'Certificates',
        description: 'Time until certificates of the ingress expire.',
        unit: units.DurationSeconds,
        emptyMeans: 'no certificates',
        queries: one('nines_certificate_expiry_timestamp_seconds - time()', '{{host}}'),
      },
    ],
  };
}
