/** Labels and annotations of an SLO -> those of its alerts. */
import type { Objective } from '../../objective/objective.ts';
import { carriedAnnotations, carriedLabels } from '../labels.ts';
import { reportNotCarried } from '../reading.ts';
import type { Reading } from '../reading.ts';
import { PREFIX } from './extension.ts';
import type { Extension } from './extension.ts';

const LABELS = ['metadata', 'labels'];
const ANNOTATIONS = ['metadata', 'annotations'];

/** Where a label has several values, they are parted by commas. */
export function readLabels(
  reading: Reading,
  labels: Readonly<Record<string, string | readonly string[]>>,
  extension: Extension,
): Objective['labels'] {
  const texts = Object.entries(labels).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : value.join(','),
  ]);
  return {
    ...carriedLabels(reading, LABELS, Object.fromEntries(texts) as Record<string, string>),
    ...extension.labels,
  };
}

/** Those without a prefix; a prefix says that it is meant for somebody else. */
export function readAnnotations(
  reading: Reading,
  annotations: Readonly<Record<string, string>>,
  extension: Extension,
): Objective['annotations'] {
  const own = Object.entries(annotations).filter(([name]) => !name.startsWith(PREFIX));
  for (const [name] of own.filter(([name]) => name.includes('/'))) {
    const message = `the annotation ${name} is not carried over: it is meant for another tool`;
    reportNotCarried(reading, [...ANNOTATIONS, name], message);
  }
  const alerts = Object.fromEntries(own.filter(([name]) => !name.includes('/')));
  return { ...carriedAnnotations(reading, ANNOTATIONS, alerts), ...extension.annotations };
}
