/** Which alerts an objective of Pyrra asks for, and what they carry. */
import type { SourcePath } from '@nines/catalog/source';
import type { Objective } from '../../objective/objective.ts';
import { carriedAnnotations, carriedLabels } from '../labels.ts';
import { reportNotCarried } from '../reading.ts';
import type { Reading } from '../reading.ts';
import type { PyrraInput } from './pyrra-schema.ts';

const NAMES = { name: 'ErrorBudgetBurn', absentName: 'ObjectiveWithoutData' } as const;

/** Of Nines, by the names that Pyrra has for its four windows. */
const SEVERITIES = {
  fastBurn: 'critical',
  mediumBurn: 'critical',
  slowBurn: 'warning',
  longTermBurn: 'warning',
  absent: 'warning',
} as const;

export function readAlerting(
  reading: Reading,
  path: SourcePath,
  alerting: PyrraInput['spec']['alerting'],
): Pick<Objective, 'alerting' | 'labels' | 'annotations'> {
  const { disabled, burnrates, absent, labels = {}, annotations = {}, severities } = alerting ?? {};
  for (const key of ['name', 'absentName'] as const) {
    const name = alerting?.[key];
    if (name === undefined || name === '' || name === NAMES[key]) continue;
    reportNotCarried(
      reading,
      [...path, key],
      `the name ${name} is not carried over: the alert is called ${NAMES[key]}`,
    );
  }
  for (const [key, ours] of Object.entries(SEVERITIES)) {
    const severity = severities?.[key as keyof typeof SEVERITIES];
    if (severity === undefined || severity === '' || severity === ours) continue;
    const message = `the severity ${severity} is not carried over: that of these alerts is ${ours}`;
    reportNotCarried(reading, [...path, 'severities', key], message);
  }
  if (reading.document.has([...path, 'burnRateType'])) {
    const message = 'burnRateType is not carried over: few events are no evidence for alerts of Nines anyway';
    reportNotCarried(reading, [...path, 'burnRateType'], message);
  }
  const burn = disabled !== true && burnrates !== false;
  return {
    alerting: { page: burn, ticket: burn, noData: disabled !== true && absent !== false },
    labels: carriedLabels(reading, [...path, 'labels'], labels),
    annotations: carriedAnnotations(reading, [...path, 'annotations'], annotations),
  };
}
