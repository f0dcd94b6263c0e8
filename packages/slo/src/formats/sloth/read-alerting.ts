/** Which alerts an objective of Sloth asks for, and what they carry. */
import type { SourcePath } from '@nines/catalog/source';
import type { Objective } from '../../objective/objective.ts';
import { carriedAnnotations, carriedLabels } from '../labels.ts';
import { reportNotCarried } from '../reading.ts';
import type { Reading } from '../reading.ts';
import type { SlothAlert, SlothSlo } from './sloth-schema.ts';
import type { Spelling } from './spelling.ts';

/** Nines tells of missing figures also where Sloth, which cannot, is not asked to. */
export function readAlerting(
  reading: Reading,
  path: SourcePath,
  alerting: SlothSlo['alerting'],
  spelling: Spelling,
): Pick<Objective, 'alerting' | 'labels' | 'annotations'> {
  const { page, ticket } = alerting ?? {};
  checkName(reading, [...path, 'name'], alerting?.name);
  checkAlert(reading, [...path, spelling.page], page, 'critical');
  checkAlert(reading, [...path, spelling.ticket], ticket, 'warning');
  return {
    alerting: { page: page?.disable !== true, ticket: ticket?.disable !== true, noData: true },
    labels: carriedLabels(reading, [...path, 'labels'], alerting?.labels ?? {}),
    annotations: carriedAnnotations(reading, [...path, 'annotations'], alerting?.annotations ?? {}),
  };
}

const ALERT_NAME = 'ErrorBudgetBurn';

function checkName(reading: Reading, path: SourcePath, name: string | undefined): void {
  if (name === undefined || name === ALERT_NAME) return;
  reportNotCarried(reading, path, `the name ${name} is not carried over: the alerts are called ${ALERT_NAME}`);
}

/** What is said of pages alone, or of tickets alone: alerts of an objective differ in nothing but their severity. */
function checkAlert(reading: Reading, path: SourcePath, alert: SlothAlert | undefined, severity: string): void {
  if (alert === undefined || alert.disable === true) return;
  const { labels = {}, annotations = {} } = alert;
  const differing = Object.keys(labels).filter((name) => name !== 'severity' || labels[name] !== severity);
  if (differing.length > 0) {
    const message = `labels of these alerts alone are not carried over: ${differing.join(', ')}`;
    const hint = `their severity is ${severity}; what others need can stand in \`alerting.labels\``;
    reportNotCarried(reading, [...path, 'labels'], message, hint);
  }
  if (Object.keys(annotations).length > 0) {
    const names = Object.keys(annotations).join(', ');
    const message = `annotations of these alerts alone are not carried over: ${names}`;
    reportNotCarried(reading, [...path, 'annotations'], message, 'they can stand in `alerting.annotations`');
  }
  if (reading.document.has([...path, 'for'])) {
    reportNotCarried(reading, [...path, 'for'], 'for is not carried over: alerts come as soon as both windows say so');
  }
}
