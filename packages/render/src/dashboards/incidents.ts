/** How many incidents there are, how fast they are dealt with, and whether people are told. */
import * as units from '@grafana/grafana-foundation-sdk/units';

import { DASHBOARD_UIDS } from './dashboard-uids.ts';
import { levelsUpTo, redFrom } from './objectives.ts';
import type { DashboardSpec, Level, PanelSpec } from './panel-spec.ts';
import { one, ratePerSecond } from './signals.ts';

/** What operations are committed to, seconds. @see packages/incidents, `figures/figures.ts` */
const DETECT_WITHIN = 60;
const RESTORE_WITHIN = 300;
/** Seconds. As the alert `NotificationsStuck` has it. */
const UNTOLD = 300;

/** Of real ones: drills are trouble that was made on purpose. */
const OF_ALL = 'by="all",drill="false"';
const OF_SERVICES = 'by="service",drill="false"';

/** Green where every incident kept the commitment. */
const KEPT_LEVELS: readonly Level[] = [
  { value: 0.9, color: 'orange' },
  { value: 1, color: 'green' },
];

export function incidentsDashboard(): DashboardSpec {
  return {
    uid: DASHBOARD_UIDS.incidents,
    title: 'Nines / Incidents',
    description: 'Incidents that are open, how fast trouble is found, taken on and ended, and whether people are told.',
    variables: [],
    rows: [
      { title: 'Now', panels: nowPanels() },
      { title: 'Commitments, of 30 days', panels: commitmentPanels() },
      { title: 'By service, of 30 days', panels: servicePanels() },
      { title: 'Telling people', panels: tellingPanels() },
      { title: 'Deciding', panels: decidingPanels() },
    ],
  };
}

function nowPanels(): readonly PanelSpec[] {
  const open = 'sum by (severity) (nines_incidents_open{drill="false"})';
  return [
    {
      kind: 'figure',
      title: 'Open incidents that page',
      description: 'Real ones of severity 1 to 3 that are not resolved.',
      unit: units.Short,
      width: 6,
      min: 0,
      levels: redFrom(1),
      queries: one('sum(nines_incidents_open{drill="false",severity!="4"})', 'open'),
    },
    {
      kind: 'graph',
      title: 'Open incidents',
      description: 'Real ones that are not resolved, by severity; 4 wakes nobody.',
      unit: units.Short,
      width: 12,
      min: 0,
      stacked: true,
      queries: one(open, 'severity {{severity}}'),
    },
    {
      kind: 'graph',
      title: 'Open incidents of drills',
      description: 'Trouble that was made on purpose, and is not resolved.',
      unit: units.Short,
      width: 6,
      min: 0,
      queries: one('sum(nines_incidents_open{drill="true"})', 'open'),
    },
  ];
}

function commitmentPanels(): readonly PanelSpec[] {
  const common = { kind: 'figure', width: 5, min: 0, emptyMeans: 'no incidents' } as const;
  const ratio = { ...common, unit: units.PercentUnit, max: 1, base: 'red', levels: KEPT_LEVELS } as const;
  return [
    {
      ...common,
      title: 'Mean time to detect',
      description: `From the begin of the trouble to its detection; committed to are ${DETECT_WITHIN} s.`,
      unit: units.DurationSeconds,
      levels: levelsUpTo(DETECT_WITHIN),
      queries: one(meanOf('mttd_seconds'), 'MTTD'),
    },
    {
      ...common,
      title: 'Mean time to acknowledge',
      description: 'From the detection until somebody took it on, of those that somebody did.',
      unit: units.DurationSeconds,
      width: 4,
      queries: one(meanOf('mtta_seconds'), 'MTTA'),
    },
    {
      ...common,
      title: 'Mean time to restore',
      description: `Downtime by the number of incidents; committed to are ${RESTORE_WITHIN} s.`,
      unit: units.DurationSeconds,
      levels: levelsUpTo(RESTORE_WITHIN),
      queries: one(meanOf('mttr_seconds'), 'MTTR'),
    },
    {
      ...ratio,
      title: 'Detected in time',
      description: `Share of incidents that were detected within ${DETECT_WITHIN} s.`,
      queries: one(meanOf('detection_kept_ratio'), 'kept'),
    },
    {
      ...ratio,
      title: 'Restored in time',
      description: `Share of incidents that were over within ${RESTORE_WITHIN} s of trouble.`,
      queries: one(meanOf('restoration_kept_ratio'), 'kept'),
    },
  ];
}

function meanOf(figure: string): string {
  return `max(nines_incident_${figure}{${OF_ALL}})`;
}

function servicePanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', unit: units.DurationSeconds, width: 6, min: 0, emptyMeans: 'no incidents' } as const;
  const of = (figure: string) => one(`max by (name) (nines_incident_${figure}_seconds{${OF_SERVICES}})`, '{{name}}');
  return [
    {
      ...common,
      title: 'Time to detect',
      description: 'Means of the services that caused incidents; the line is what is committed to.',
      levels: redFrom(DETECT_WITHIN),
      queries: of('mttd'),
    },
    {
      ...common,
      title: 'Time to acknowledge',
      description: 'Means of the services that caused incidents.',
      queries: of('mtta'),
    },
    {
      ...common,
      title: 'Time to restore',
      description: 'Means of the services that caused incidents; the line is what is committed to.',
      levels: redFrom(RESTORE_WITHIN),
      queries: of('mttr'),
    },
    {
      ...common,
      title: 'Downtime',
      description: 'Time in which something was bad enough to page, summed over the incidents that a service caused.',
      queries: of('downtime'),
    },
  ];
}

function tellingPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 6, min: 0, emptyMeans: 'no channels' } as const;
  const buckets = 'sum by (le, channel) (increase(nines_page_delivery_seconds_bucket[$__range]))';
  return [
    {
      ...common,
      title: 'Waiting messages',
      description: 'What each channel was not told yet.',
      unit: units.Short,
      queries: one('max by (channel) (nines_outbox_pending)', '{{channel}}'),
    },
    {
      ...common,
      title: 'Age of the oldest that waits',
      description: 'Red where the alert NotificationsStuck says that a channel is not told.',
      unit: units.DurationSeconds,
      levels: redFrom(UNTOLD),
      queries: one('max by (channel) (nines_outbox_oldest_seconds)', '{{channel}}'),
    },
    {
      ...common,
      title: 'Attempts to deliver',
      description: 'Attempts per second by channel and how they ended.',
      unit: units.OpsPerSecond,
      queries: one(ratePerSecond('nines_delivery_attempts_total', '', 'channel, result'), '{{channel}} {{result}}'),
    },
    {
      ...common,
      title: 'Delivery of pages',
      description: 'From the decision to page until the channel had taken it, 95 % of the pages of the period shown.',
      unit: units.DurationSeconds,
      emptyMeans: 'no pages',
      queries: one(`histogram_quantile(0.95, ${buckets})`, '{{channel}}'),
    },
  ];
}

function decidingPanels(): readonly PanelSpec[] {
  const common = { kind: 'graph', width: 8, min: 0 } as const;
  const buckets = 'sum by (le) (rate(nines_incident_decision_seconds_bucket[$__rate_interval]))';
  return [
    {
      ...common,
      title: 'Alerts taken in',
      description: 'Alerts per second, as often as they were told.',
      unit: units.OpsPerSecond,
      queries: one(ratePerSecond('nines_alerts_taken_total', '', ''), 'alerts'),
    },
    {
      ...common,
      title: 'Waiting to be decided about',
      description: 'Alerts and commands of people that came in and were not decided about yet.',
      unit: units.Short,
      queries: one('max(nines_incident_queue_length)', 'waiting'),
    },
    {
      ...common,
      title: 'Time of decisions',
      description: 'From the first look at what waits to the commit of what follows, 99 % of decisions.',
      unit: units.Seconds,
      emptyMeans: 'no decisions',
      queries: one(`histogram_quantile(0.99, ${buckets})`, 'p99'),
    },
  ];
}
